using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Builds the statement for one page of predictions: the index that narrows most leads, the rest are filters.</summary>
internal sealed class SelectPredictions
{
    /// <summary>The most versions of a model that are read side by side; a model with more is read along the time index.</summary>
    public const int MaximumVersions = 100;

    private readonly PredictionQuery _query;
    private readonly PageToken? _after;
    private readonly SqliteCommand _command;

    private readonly IReadOnlyList<string> _subjects;

    private SelectPredictions(PredictionQuery query, IReadOnlyList<string> subjects, SqliteCommand command)
    {
        _subjects = subjects;
        _query = query;
        _after = PageToken.Parse(query.After);
        _command = command;
    }

    private string Order => _query.Descending ? "DESC" : "ASC";

    /// <summary>Sets the command's text and parameters.</summary>
    /// <param name="query">What to read, valid.</param>
    /// <param name="versions">The versions of the query's model, when it names a model.</param>
    /// <param name="subjects">What the query's subject may be recorded as, when it names one.</param>
    /// <param name="command">Receives the statement; its columns are those of <see cref="LoggedPredictionReader.Columns"/>.</param>
    public static void Build(PredictionQuery query, IReadOnlyList<string> versions, IReadOnlyList<string> subjects, SqliteCommand command)
    {
        var builder = new SelectPredictions(query, subjects, command);
        command.CommandText = builder.Text(versions);
        command.Parameters.AddWithValue("$limit", query.Limit);
    }

    private string Text(IReadOnlyList<string> versions)
    {
        if (_query.BehindPosition is { } position)
            return AlongTheChain(position);
        if (_query.Subject is not null)
            return FromOne("predictions p INDEXED BY predictions_by_subject", "p", tagLeads: false);
        if (_query.Tag is not null)
            return FromOne("prediction_tags t CROSS JOIN predictions p ON p.id = t.id", "t", tagLeads: true);
        return _query.Model is not null && versions.Count is > 0 and <= MaximumVersions
            ? FromVersions(versions)
            : FromOne("predictions p INDEXED BY predictions_by_time", "p", tagLeads: false);
    }

    // A row's position is its rowid, which every index holds: the entries of a version are put in order without reading its rows.
    private string AlongTheChain(long position)
    {
        string index = _query is { Model: not null, Version: not null } ? "INDEXED BY predictions_by_version" : "NOT INDEXED";
        return $"""
            SELECT {LoggedPredictionReader.Columns} FROM (
              SELECT p.position AS place FROM predictions p {index} WHERE p.position > {Parameter("$position", position)} AND {Filters("p", tagLeads: false)} ORDER BY p.position LIMIT $limit
            ) page CROSS JOIN predictions p ON p.position = page.place ORDER BY p.position
            """;
    }

    private string FromOne(string source, string leader, bool tagLeads)
    {
        string filters = Filters(leader, tagLeads);
        if (tagLeads)
            filters = $"t.key = {Parameter("$key", _query.Tag!.Value.Key)} AND t.value = {Parameter("$value", _query.Tag.Value.Value)} AND {filters}";
        return $"SELECT {LoggedPredictionReader.Columns} FROM {source} WHERE {filters} ORDER BY {leader}.time {Order}, {leader}.id {Order} LIMIT $limit";
    }

    // An index on (model, version, time) is in order within a version: take a page of each and merge them.
    private string FromVersions(IReadOnlyList<string> versions)
    {
        string filters = Filters("p", tagLeads: false);
        var pages = new StringBuilder();
        for (int i = 0; i < versions.Count; i++)
        {
            string version = Parameter(string.Create(CultureInfo.InvariantCulture, $"$version{i}"), versions[i]);
            pages.Append(i == 0 ? "" : " UNION ALL ").Append(CultureInfo.InvariantCulture,
                $"SELECT * FROM (SELECT p.rowid AS place, p.time AS time, p.id AS id FROM predictions p INDEXED BY predictions_by_version WHERE p.version = {version} AND {filters} ORDER BY p.time {Order}, p.id {Order} LIMIT $limit)");
        }

        return $"SELECT {LoggedPredictionReader.Columns} FROM (SELECT place FROM ({pages}) ORDER BY time {Order}, id {Order} LIMIT $limit) page CROSS JOIN predictions p ON p.rowid = page.place ORDER BY p.time {Order}, p.id {Order}";
    }

    private string Filters(string leader, bool tagLeads)
    {
        var filters = new List<string>();
        string? from = _query.From is { } earliest ? IsoText.AtOrAfter(earliest) : null;
        string? to = _query.To is { } latest ? IsoText.AtOrAfter(latest) : null;
        if (_after is { } after)
        {
            string id = Parameter("$afterId", after.Id);
            string time = Parameter("$afterTime", after.Time);
            string beyond = _query.Descending ? "<" : ">";
            filters.Add($"({leader}.time <> {time} OR {leader}.id {beyond} {id})");

            // One bound on each side: the index takes the first it meets.
            if (_query.Descending)
                filters.Add($"{leader}.time <= {time}");
            else if (from is null || string.CompareOrdinal(after.Time, from) > 0)
                from = after.Time;
        }

        if (from is not null)
            filters.Add($"{leader}.time >= {Parameter("$from", from)}");
        if (to is not null)
            filters.Add($"{leader}.time < {Parameter("$to", to)}");
        if (_query.Model is { } model)
            filters.Add($"p.model = {Parameter("$model", model)}");
        if (_query.Version is { } version)
            filters.Add($"p.version = {Parameter("$version", version)}");
        if (_query.Subject is not null)
            filters.Add(SubjectFilter());
        if (_query.Status is { } status)
            filters.Add($"p.status = {Parameter("$status", StatusNames.All[(int)status])}");
        if (_query.Tag is { } tag && !tagLeads)
        {
            filters.Add("EXISTS (SELECT 1 FROM prediction_tags t WHERE t.key = " + Parameter("$key", tag.Key)
                + " AND t.value = " + Parameter("$value", tag.Value) + " AND t.time = p.time AND t.id = p.id)");
        }

        if (_query.Action is { } action)
            filters.Add($"EXISTS (SELECT 1 FROM actions a WHERE a.prediction_id = p.id AND a.action = {Parameter("$action", action)})");
        AddRange(filters, "p.output", _query.Output, "$output");
        for (int i = 0; i < _query.Features.Count; i++)
            filters.Add(FeatureFilterOf(_query.Features[i], string.Create(CultureInfo.InvariantCulture, $"$feature{i}")));

        return filters.Count == 0 ? "1" : string.Join(" AND ", filters);
    }

    /// <summary>One form is an equation, so that the index gives its rows in the order of time.</summary>
    private string SubjectFilter() => _subjects.Count switch
    {
        0 => "0",
        1 => $"p.subject = {Parameter("$subject", _subjects[0])}",
        _ => $"p.subject IN ({string.Join(", ", _subjects.Select((form, i) => Parameter(string.Create(CultureInfo.InvariantCulture, $"$subject{i}"), form)))})",
    };

    private string FeatureFilterOf(FeatureFilter feature, string name)
    {
        var filters = new List<string> { $"f.key = {Parameter(name, feature.Name)}" };
        if (feature.Range is null)
            filters.Add($"CAST(f.value AS TEXT) = {Parameter(name + "text", feature.Text ?? "")}");
        else
            filters.Add("f.type IN ('integer', 'real')");
        AddRange(filters, "f.value", feature.Range, name);
        return $"EXISTS (SELECT 1 FROM json_each(p.features) f WHERE {string.Join(" AND ", filters)})";
    }

    private void AddRange(List<string> filters, string value, ValueRange? range, string name)
    {
        if (range?.Minimum is { } minimum)
            filters.Add($"{value} >= {Parameter(name + "least", minimum)}");
        if (range?.Maximum is { } maximum)
            filters.Add($"{value} <= {Parameter(name + "most", maximum)}");
        if (range is { Minimum: null, Maximum: null })
            filters.Add($"{value} IS NOT NULL");
    }

    private string Parameter(string name, object value)
    {
        _command.Parameters.AddWithValue(name, value);
        return name;
    }
}
