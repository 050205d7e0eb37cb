using System.Collections.Immutable;
using MLOps.Sdk.Drift.Windows;

namespace MLOps.Sdk.Drift;

/// <summary>What drift was seen lately. Safe on any thread: everything returned is an immutable snapshot.</summary>
public interface IDriftReports
{
    /// <summary>The latest closed windows of a model, oldest first; empty when nothing is watched or no window has closed.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name, or null for all versions.</param>
    /// <remarks>Windows of answers that nobody saw (shadow) are among them, marked as such.</remarks>
    ImmutableArray<DriftWindow> Latest(string model, string? version = null);

    /// <summary>The latest closed windows of a model's segments, oldest first; empty when no segments are watched.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name, or null for all versions.</param>
    ImmutableArray<DriftWindow> LatestSegments(string model, string? version = null);
}
