namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>A typed input with 16 numbers.</summary>
internal sealed class Payment
{
    public double F0 { get; init; } = 0.5;
    public double F1 { get; init; } = 1.25;
    public double F2 { get; init; } = -3.75;
    public double F3 { get; init; } = 1e-3;
    public double F4 { get; init; } = 42;
    public double F5 { get; init; } = 0.333;
    public double F6 { get; init; } = 7.7;
    public double F7 { get; init; } = 100.01;
    public double F8 { get; init; } = 2;
    public double F9 { get; init; } = 3.14159;
    public double F10 { get; init; } = 2.71828;
    public double F11 { get; init; } = -1;
    public double F12 { get; init; } = 0.1;
    public double F13 { get; init; } = 55.5;
    public double F14 { get; init; } = 1e6;
    public double F15 { get; init; } = 9;
}
