using System.Globalization;
using System.Text;
using MLOps.Sdk.Cli;
using MLOps.Sdk.Cli.Output;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var terminal = new Terminal(Console.Out, Console.Error, TimeProvider.System, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
return await ModelOpsTool.RunAsync(args, terminal).ConfigureAwait(false);
