using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Capture;

/// <summary>The numbers of an input while its call runs, on the caller's stack.</summary>
[InlineArray(Capacity)]
internal struct NumberScratch
{
    public const int Capacity = 32;

    private double _first;
}
