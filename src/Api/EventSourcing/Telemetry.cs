using CleanES.Infrastructure.EventSourcing.Journal;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CleanES.Api.EventSourcing;

internal static class Telemetry
{
    /// <summary>
    /// Sends traces and metrics, of requests, appends and subscribers, to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says. Without it nothing of OpenTelemetry is
    /// loaded, so that it costs no time at start.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) Add(builder.Services);
    }

    private static void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(Tracing.Name).AddEnvironmentVariableDetector())      // OTEL_SERVICE_NAME goes before
        .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource(Tracing.Name).AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(Tracing.Name).AddOtlpExporter());
}
