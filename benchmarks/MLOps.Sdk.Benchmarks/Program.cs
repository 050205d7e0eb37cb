using BenchmarkDotNet.Running;
using MLOps.Sdk.Benchmarks.Figures;

if (args is ["figures", .. string[] rest])
{
    foreach (Timing t in CallerFigures.Measure(rest is [string r] ? int.Parse(r, null) : 2000))
        Console.WriteLine($"{t.Name,-40} {t.Least,8:F1} {t.Median,8:F1} {t.AllocatedBytes} B");
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
