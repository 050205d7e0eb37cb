using System.Diagnostics.CodeAnalysis;
using MLOps.Sdk;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what is done about alerts.</summary>
public static class AlertBuilderExtensions
{
    /// <summary>Adds a handler, made by the app's services; every alert is told to every handler.</summary>
    public static IModelOpsBuilder AddAlertHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(this IModelOpsBuilder builder)
        where THandler : class, IAlertHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IAlertHandler, THandler>();
        return builder;
    }

    /// <summary>Adds a method that is told of every alert.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="handle">Handles one alert; see <see cref="IAlertHandler"/>.</param>
    public static IModelOpsBuilder OnAlert(this IModelOpsBuilder builder, Func<Alert, CancellationToken, ValueTask> handle)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        builder.Services.AddSingleton<IAlertHandler>(new DelegateAlertHandler(handle));
        return builder;
    }

    private sealed class DelegateAlertHandler(Func<Alert, CancellationToken, ValueTask> handle) : IAlertHandler
    {
        public ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken) => handle(alert, cancellationToken);
    }
}
