using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Benchmarks.Hostile;

if (args is ["figures", ..])
{
    FiguresCommand.Run(args.AsSpan(1));
    return;
}

if (args is [HostileChild.Command, var from, var to])
{
    await HostileChild.RunAsync(int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture)).ConfigureAwait(false);
    return;
}

// BenchmarkDotNet builds the projects again for each class; its own limit of two minutes is short for a busy machine.
IConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
