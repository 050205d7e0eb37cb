using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MLOps.Sdk.MLflow.Http;

/// <summary>Makes the client for a server: signing in, certificates, no redirects that could take credentials elsewhere.</summary>
internal static class MlflowHttp
{
    public static HttpClient Create(MlflowOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = options.RequestTimeout };
        if (options.InsecureTls)
            handler.SslOptions.RemoteCertificateValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator is { } accept ? (_, _, _, _) => accept(null!, null, null, default) : null;
        else if (options.ServerCertificatePath is { } path)
            Trust(handler.SslOptions, path);
        if (options.ClientCertificatePath is { } own)
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(own)];

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("MLOps.Sdk", "0.1"));
        client.DefaultRequestHeaders.Authorization = options switch
        {
            { Token: { } token } => new AuthenticationHeaderValue("Bearer", token),
            { UserName: { } name } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{options.Password}"))),
            _ => null,
        };
        return client;
    }

    private static void Trust(SslClientAuthenticationOptions tls, string path)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(path);
        tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
    }
}
