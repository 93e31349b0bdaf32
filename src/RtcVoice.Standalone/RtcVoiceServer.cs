using OpenTelemetry.Metrics;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Standalone;

/// <summary>The web application: the API, the health check, the metrics and the pages.</summary>
public static class RtcVoiceServer
{
    /// <summary>Where the server listens unless <c>--urls</c> says otherwise.</summary>
    public const string DefaultUrl = "http://localhost:8080";

    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    /// <summary>Builds the application; it starts when it is run.</summary>
    /// <param name="args">Command-line arguments, as ASP.NET Core understands them.</param>
    /// <param name="configure">Registers more, an agent for instance; null for nothing.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration cannot work (thrown when it is run).</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(RtcVoiceServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        // Whoever starts the server gets the one line of ServerProgram instead of a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        builder.Services.AddRtcVoice();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("RtcVoice.*", "Microsoft.AspNetCore.Server.Kestrel")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseCors();
        app.UsePages();
        app.MapRtcVoice();
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }
}
