using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RtcVoice.Agents.Local;
using RtcVoice.Conversation.Agent;
using RtcVoice.Server.Calls;

namespace RtcVoice.Server.Hosting;

/// <summary>Adds RtcVoice to an ASP.NET Core application.</summary>
public static class RtcVoiceExtensions
{
    /// <summary>Registers what calls need; the configuration is read from <c>RtcVoice:</c>.</summary>
    public static IServiceCollection AddRtcVoice(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RtcVoiceOptions>().BindConfiguration(RtcVoiceOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RtcVoiceOptions>, RtcVoiceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IVoiceAgentFactory, LocalAgentFactory>();
        services.AddSingleton<VoiceRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<VoiceRuntime>());
        services.AddSingleton<CallRegistry>();

        // Stopped in reverse order: calls end before what carries them.
        services.AddHostedService(provider => provider.GetRequiredService<CallRegistry>());
        services.AddCors(cors => cors.AddPolicy(CallsEndpoints.CorsPolicyName, policy => policy
            .AllowAnyOrigin()
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders("Location", "Retry-After")));
        return services;
    }

    /// <summary>Maps the API (<c>/v1/realtime/calls</c>) and <c>/healthz</c>.</summary>
    public static IEndpointRouteBuilder MapRtcVoice(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        CallsEndpoints.Map(routes);
        routes.MapGet("/healthz", HealthEndpoint.Check);
        return routes;
    }
}
