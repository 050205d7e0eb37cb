using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLOps.Sdk.MLflow.Tests.Server;

/// <summary>A server on 127.0.0.1 that answers as MLflow's REST documentation says, and, when told to, as a broken one.</summary>
internal sealed class FakeMlflow : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FakeModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _artifacts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _answers = [];
    private readonly Task _loop;

    public FakeMlflow()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/prefix"));
        }

        _listener.Prefixes.Add(Address.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _loop = Task.Run(ListenAsync);
    }

    public Uri Address { get; }

    /// <summary>What goes wrong; null when nothing does.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Whether the server is older than 2.3: stages and no aliases.</summary>
    public bool HasNoAliases { get; init; }

    /// <summary>Names and values that a request must carry as Authorization; null for none.</summary>
    public string? Authorization { get; init; }

    public List<string> Requests { get; } = [];

    public byte[] ArtifactOf(string path) => _artifacts[path];

    public IReadOnlyCollection<string> ArtifactPaths => [.. _artifacts.Keys];

    public void ReplaceArtifact(string path, byte[] bytes) => _artifacts[path] = bytes;

    /// <summary>A version as another tool registers it.</summary>
    public void AddForeign(string model, string source, string? file, byte[]? bytes, string status = "READY")
    {
        lock (_lock)
        {
            FakeModel there = _models.TryGetValue(model, out FakeModel? known) ? known : _models[model] = new FakeModel(model);
            there.Add(source, [], null, status);
            if (file is not null)
                _artifacts[$"{source["mlflow-artifacts:/".Length..]}/{file}"] = bytes!;
        }
    }

    public void SetAlias(string model, string alias, string version)
    {
        lock (_lock)
            _models[model].Aliases[alias] = version;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
        _loop.Wait(TimeSpan.FromSeconds(10));
        Task.WaitAll([.. _answers], TimeSpan.FromSeconds(10));
        _listener.Close();
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                lock (_lock)
                    _answers.Add(Task.Run(() => AnswerAsync(context)));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            string path = context.Request.Url!.AbsolutePath;
            lock (_lock)
                Requests.Add($"{context.Request.HttpMethod} {path}");
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, _stopping.Token);
            if (Fault is { } fault && path.Contains(fault.Call, StringComparison.Ordinal) && await fault.SpoilAsync(context, () => Answer(context, path, body.ToArray()), _stopping.Token))
                return;
            await Answer(context, path, body.ToArray()).SendAsync(context, _stopping.Token);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The client went away, or the test is over.
        }
    }

    private Reply Answer(HttpListenerContext context, string path, byte[] body)
    {
        const string Api = "/prefix/api/2.0/";
        if (Authorization is not null && context.Request.Headers["Authorization"] != Authorization)
            return Reply.Error(401, "UNAUTHENTICATED", "who are you");
        if (!path.StartsWith(Api, StringComparison.Ordinal))
            return path == "/prefix/model-versions/get-artifact" ? Direct(context) : new Reply(404, []);
        string call = path[Api.Length..];
        lock (_lock)
        {
            return call.StartsWith("mlflow-artifacts/artifacts", StringComparison.Ordinal)
                ? Artifacts(context, Uri.UnescapeDataString(call["mlflow-artifacts/artifacts".Length..].TrimStart('/')), body)
                : Models(context, call["mlflow/".Length..], body.Length == 0 ? [] : (JsonObject)JsonNode.Parse(body)!);
        }
    }

    private Reply Models(HttpListenerContext context, string call, JsonObject body)
    {
        string? Text(string name) => body[name]?.GetValue<string>() ?? context.Request.QueryString[name];
        string name = Text("name") ?? "";
        FakeModel? model = _models.GetValueOrDefault(name);
        switch (call)
        {
            case "registered-models/create":
                if (model is not null)
                    return Reply.Error(400, "RESOURCE_ALREADY_EXISTS", "exists");
                _models[name] = new FakeModel(name);
                return Reply.Json([]);
            case "registered-models/search":
                return Reply.Json(new JsonObject { ["registered_models"] = new JsonArray([.. _models.Values.Select(static known => known.ToJson(withAliases: false))]) });
            case "model-versions/search":
                string filter = Text("filter")!;
                return Reply.Json(_models.GetValueOrDefault(filter["name='".Length..^1]) is { } found
                    ? new JsonObject { ["model_versions"] = new JsonArray([.. found.Versions.Select(static version => version.ToJson(withAliases: false))]) }
                    : []);
            case "registered-models/alias" when HasNoAliases:
                return new Reply(404, []);
        }

        if (model is null)
            return Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", $"Registered Model with name={name} not found");
        FakeVersion? version = model.Find(Text("version"));
        return call switch
        {
            "registered-models/get" => Reply.Json(new JsonObject { ["registered_model"] = model.ToJson(!HasNoAliases) }),
            "registered-models/set-tag" => model.SetTag(Text("key")!, Text("value")!),
            "registered-models/delete-tag" => model.DeleteTag(Text("key")!),
            "registered-models/alias" => model.Point(Text("alias")!, Text("version")!),
            "model-versions/transition-stage" => model.Stage(Text("version")!, Text("stage")!),
            "model-versions/create" => Reply.Json(new JsonObject { ["model_version"] = model.Add(Text("source")!, body["tags"]!.AsArray(), Text("description")).ToJson(withAliases: true) }),
            _ when version is null => Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", "Model Version not found"),
            "model-versions/get" => Reply.Json(new JsonObject { ["model_version"] = version.ToJson(withAliases: true) }),
            "model-versions/get-download-uri" => Reply.Json(new JsonObject { ["artifact_uri"] = version.Source }),
            _ => Reply.Error(404, "ENDPOINT_NOT_FOUND", call),
        };
    }

    private Reply Artifacts(HttpListenerContext context, string path, byte[] body)
    {
        if (context.Request.HttpMethod == "PUT")
        {
            _artifacts[path] = body;
            return Reply.Json([]);
        }

        if (path.Length > 0)
            return _artifacts.TryGetValue(path, out byte[]? bytes) ? Reply.File(bytes, context.Request.Headers["Range"]) : new Reply(404, []);
        string folder = context.Request.QueryString["path"] + "/";
        JsonNode[] files = [.. _artifacts.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal)).Select(file => new JsonObject
        {
            ["path"] = file.Key[folder.Length..],
            ["is_dir"] = false,
            ["file_size"] = file.Value.Length.ToString(CultureInfo.InvariantCulture), // as text, as some servers write it
        })];
        return Reply.Json(new JsonObject { ["files"] = new JsonArray(files) });
    }

    private Reply Direct(HttpListenerContext context)
    {
        lock (_lock)
        {
            string key = $"direct/{context.Request.QueryString["name"]}/{context.Request.QueryString["version"]}/{context.Request.QueryString["path"]}";
            return _artifacts.TryGetValue(key, out byte[]? bytes) ? Reply.File(bytes, range: null) : new Reply(404, []);
        }
    }
}

/// <summary>An answer.</summary>
internal sealed record Reply(int Status, byte[] Body, string? ContentRange = null)
{
    public static Reply Json(JsonObject json) => new(200, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static Reply Error(int status, string code, string message) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error_code"] = code, ["message"] = message }));

    public static Reply File(byte[] bytes, string? range)
    {
        if (range is null)
            return new Reply(200, bytes);
        int start = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return start >= bytes.Length
            ? new Reply(416, [])
            : new Reply(206, bytes[start..], string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{bytes.Length - 1}/{bytes.Length}"));
    }

    public async Task SendAsync(HttpListenerContext context, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = Status;
        if (ContentRange is not null)
            context.Response.AddHeader("Content-Range", ContentRange);
        context.Response.ContentLength64 = Body.Length;
        await context.Response.OutputStream.WriteAsync(Body, cancellationToken);
        context.Response.Close();
    }
}
