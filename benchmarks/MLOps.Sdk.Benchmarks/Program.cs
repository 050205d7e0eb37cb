using BenchmarkDotNet.Running;
using MLOps.Sdk.Benchmarks.Figures;

if (args is ["figures", ..])
    FiguresCommand.Run(args.AsSpan(1));
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
