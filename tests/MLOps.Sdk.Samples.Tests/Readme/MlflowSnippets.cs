using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Samples.Tests.Readme;

/// <summary>The code of the MLflow package's readme.</summary>
internal static class MlflowSnippets
{
    internal sealed record Payment(double Amount);

    public static void Use(IServiceCollection services, IModelLoader<Payment, double> loader)
    {
        // readme
        services.AddModelOps()
            .UseMlflow(new Uri("http://mlflow:5000")) // or MLFLOW_TRACKING_URI and the other MLFLOW_* variables
            .AddModel<Payment, double>("fraud", model => model.Feature(p => p.Amount).LoadWith((_, _) => loader));
        // end
    }
}
