using System.Collections.Immutable;
using MLOps.Sdk.Quality.Windows;

namespace MLOps.Sdk.Quality;

/// <summary>How the data served lately kept its schema. Safe on any thread: everything returned is an immutable snapshot.</summary>
public interface IQualityReports
{
    /// <summary>The latest closed windows of a model, oldest first; empty when its data is not watched or no window has closed.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name, or null for all versions.</param>
    ImmutableArray<QualityWindow> Latest(string model, string? version = null);
}
