using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Windows;

namespace MLOps.Sdk.Cli.Drift;

/// <summary>The figures of one signal in one window as JSON; scripts depend on the keys.</summary>
internal static class DriftJson
{
    public static void Write(Utf8JsonWriter json, SignalDrift signal)
    {
        DriftStatistics figures = signal.Statistics;
        json.WriteStartObject();
        json.WriteString("name", signal.Signal);
        json.WriteFigure("ks", figures.Ks);
        json.WriteFigure("ksPValue", figures.KsPValue);
        json.WriteFigure("psi", figures.Psi);
        json.WriteFigure("psiBins", figures.PsiBins);
        json.WriteFigure("jensenShannon", figures.JensenShannon);
        json.WriteFigure("wasserstein", figures.Wasserstein);
        json.WriteFigure("mean", figures.Mean);
        json.WriteFigure("std", figures.Std);
        json.WriteFigure("ksHigh", figures.KsHigh);
        json.WriteFigure("ksBound", figures.KsBound);
        json.WriteFigure("psiBound", figures.PsiBound);
        json.WriteFigure("logWealth", figures.LogWealth);
        json.WriteFigure("wassersteinLow", figures.WassersteinLow);
        json.WriteFigure("wassersteinHigh", figures.WassersteinHigh);
        json.WriteFigure("missing", figures.Missing);
        json.WriteFigure("unseen", figures.Unseen);
        if (figures.Mmd is not null || figures.MmdPValue is not null)
        {
            json.WriteFigure("mmd", figures.Mmd);
            json.WriteFigure("mmdPValue", figures.MmdPValue);
            json.WriteFigure("centroidDistance", figures.CentroidDistance);
        }

        if (figures.Fault is not null)
            json.WriteString("fault", figures.Fault);
        json.WriteEndObject();
    }
}
