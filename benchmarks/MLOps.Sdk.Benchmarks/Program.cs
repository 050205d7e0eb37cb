using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Benchmarks.Hostile;
using MLOps.Sdk.Benchmarks.Rollouts;

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

if (args is [RollbackChild.Serve, var served])
{
    await RollbackChild.ServeAsync(served).ConfigureAwait(false);
    return;
}

if (args is [RollbackChild.Race, var raced])
{
    await RollbackChild.RaceAsync(raced).ConfigureAwait(false);
    return;
}

// BenchmarkDotNet builds the projects again for each class; its own limit of two minutes is short for a busy machine.
IConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
