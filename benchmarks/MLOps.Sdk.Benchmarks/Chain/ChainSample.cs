using System.Globalization;
using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Benchmarks.Chain;

/// <summary>Fills stores with predictions, actions and outcomes whose contents follow from a seed.</summary>
internal sealed class ChainSample(int seed, int subjects = 1000)
{
    public const int RecordsPerBatch = 20;

    private const long Noon = 1_772_366_400_000_000;

    private static readonly ServedVersion Version = new(
        new ModelSchema("fraud", [.. Enumerable.Range(0, 16).Select(static i => (string.Create(CultureInfo.InvariantCulture, $"x{i}"), FeatureKind.Numeric))]), "v1", 0);

    private readonly Random _random = new(seed);
    private readonly ulong _writer = 0x019AA3A25C1E_8000UL + (ulong)seed;
    private ulong _sequence = 0x8000_0000_0000_0000;

    /// <summary>The subject with a number.</summary>
    public static string SubjectOf(int number) => string.Create(CultureInfo.InvariantCulture, $"customer-{number}");

    /// <summary>Fills a new store: each batch has predictions, an action and an outcome.</summary>
    public void Fill(string directory, int batches)
    {
        using var store = new SqlitePredictionStore(directory);
        store.Open();
        for (int batch = 0; batch < batches; batch++)
        {
            store.Begin();
            PredictionId id = default;
            for (int i = 0; i < RecordsPerBatch - 2; i++)
                id = AppendPrediction(store);
            AppendAnnotation(store, id, AnnotationKind.Action);
            AppendAnnotation(store, id, AnnotationKind.Outcome);
            store.Commit();
        }
    }

    /// <summary>Adds one prediction with 16 features to an open batch.</summary>
    public PredictionId AppendPrediction(SqlitePredictionStore store)
    {
        Span<double> numbers = stackalloc double[16];
        foreach (ref double number in numbers)
            number = Math.Round(_random.NextDouble() * 100, 4);
        PredictionId id = NextId();
        store.Append(new PredictionRecord
        {
            Id = id,
            Version = Version,
            TimeMicroseconds = TimeOf(id),
            LatencyNanoseconds = _random.Next(40, 90_000),
            CostPicoUnits = 200_000_000,
            Numbers = numbers,
            Output = (float)_random.NextDouble(),
            Subject = Encoding.UTF8.GetBytes(SubjectOf(_random.Next(subjects))),
        });
        return id;
    }

    private void AppendAnnotation(SqlitePredictionStore store, PredictionId prediction, AnnotationKind kind)
    {
        PredictionId id = NextId();
        store.Append(new AnnotationRecord
        {
            Id = id,
            PredictionId = prediction,
            Kind = kind,
            TimeMicroseconds = TimeOf(id),
            Text = kind == AnnotationKind.Action ? "block"u8 : "fraud"u8,
            Rule = kind == AnnotationKind.Action ? "score >= 0.8"u8 : default,
            Value = 0.8,
        });
    }

    private PredictionId NextId() => new(_writer, _sequence++);

    private static long TimeOf(PredictionId id) => Noon + (((long)id.Sequence & 0xFFFF_FFFF) * 137);
}
