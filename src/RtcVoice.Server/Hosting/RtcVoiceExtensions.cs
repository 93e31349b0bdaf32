using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RtcVoice.Agents.Gemini;
using RtcVoice.Agents.Local;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;
using RtcVoice.Server.Access;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Realtime;
using RtcVoice.Server.Storage;
using RtcVoice.Server.Watching;

namespace RtcVoice.Server.Hosting;

/// <summary>Adds RtcVoice to an ASP.NET Core application.</summary>
public static class RtcVoiceExtensions
{
    /// <summary>Registers what calls need; the configuration is read from <c>RtcVoice:</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Has the last word on what was read, the part of an agent of its own aside; null for none.</param>
    public static IServiceCollection AddRtcVoice(this IServiceCollection services, Action<RtcVoiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RtcVoiceOptions>().BindConfiguration(RtcVoiceOptions.Section).Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RtcVoiceOptions>, RtcVoiceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IVoiceAgentFactory, LocalAgentFactory>();
        services.AddSingleton<IVoiceAgentFactory>(OpenAi);
        services.AddSingleton<IVoiceAgentFactory>(Gemini);
        services.AddSingleton<IVoiceAgentFactory>(CascadeRegistration.Make);
        services.AddSingleton<IVoiceAgentFactory>(RealtimeClientRegistration.Make);
        services.AddSingleton<ConversationHistory>();
        services.AddHostedService(provider => provider.GetRequiredService<ConversationHistory>());
        services.AddSingleton<VoiceRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<VoiceRuntime>());
        services.AddSingleton<LoadGate>();
        services.AddSingleton<EncodingEffort>();
        services.AddHostedService<LoadWatch>();
        services.AddSingleton<ClientSecrets>();
        services.AddSingleton<CallRegistry>();
        services.AddSingleton<SnapshotTaker>();
        services.AddSingleton(WatchCalls);

        // Stopped in reverse order: calls end before what carries them, and that before what keeps them.
        services.AddHostedService(provider => provider.GetRequiredService<CallRegistry>());
        services.AddCors(cors => cors.AddPolicy(RealtimeEndpoints.CorsPolicyName, policy => policy
            .AllowAnyOrigin()
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders("Location", "Retry-After")));
        return services;
    }

    /// <summary>Registers an agent; calls are answered by it when <c>RtcVoice:Agent</c> is its name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name in the configuration; no two agents may have one.</param>
    /// <param name="converse">
    /// Converses until the person hangs up, when its token is cancelled; run once per call, as <see cref="IVoiceAgent.RunAsync"/>
    /// is. An agent that has to be prepared, or needs services, is an <see cref="IVoiceAgentFactory"/> to be registered as that.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static IServiceCollection AddRtcVoiceAgent(
        this IServiceCollection services, string name, Func<IAgentCall, CancellationToken, Task> converse)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(converse);
        return services.AddSingleton<IVoiceAgentFactory>(new DelegateAgentFactory(name, converse));
    }

    /// <summary>Registers a function that agents may call and that runs here, on the server.</summary>
    /// <param name="services">The services.</param>
    /// <param name="function">The function, with its name, description and schema; no two may have one name.</param>
    /// <param name="timeout">How long it may take, more than zero; then it has failed. Default 10 s.</param>
    /// <param name="cancelOnInterruption">Whether it is stopped when the person cuts in. Default false: what it does is done.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not more than zero.</exception>
    public static IServiceCollection AddRtcVoiceTool(
        this IServiceCollection services, AIFunction function, TimeSpan? timeout = null, bool cancelOnInterruption = false)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(function);
        var tool = new ServerTool(function) { CancelOnInterruption = cancelOnInterruption };
        if (timeout is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(most, TimeSpan.Zero, nameof(timeout));
            tool = tool with { Timeout = most };
        }

        return services.AddSingleton(tool);
    }

    /// <summary>
    /// Maps the API (<c>/v1/realtime</c>) and <c>/healthz</c>. The application needs <c>UseCors</c> in front, as pages of other
    /// origins call; WebSockets need nothing more.
    /// </summary>
    public static IEndpointRouteBuilder MapRtcVoice(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        RealtimeEndpoints.Map(routes);
        routes.MapGet("/healthz", HealthEndpoint.Check);
        return routes;
    }

    // Watchers go before the web server stops, which would wait for them.
    private static Broadcast WatchCalls(IServiceProvider provider)
    {
        var broadcast = new Broadcast(
            provider.GetRequiredService<SnapshotTaker>().TakeAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Broadcast>>());
        provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(broadcast.Stop);
        return broadcast;
    }

    // The validator of the options asks for the agents: they read their part of the configuration by themselves.
    private static OpenAiAgentFactory OpenAi(IServiceProvider provider)
    {
        IConfiguration configuration = provider.GetRequiredService<IConfiguration>();
        OpenAiOptions options = configuration.GetSection($"{RtcVoiceOptions.Section}:{nameof(RtcVoiceOptions.OpenAi)}").Get<OpenAiOptions>() ?? new OpenAiOptions();
        return new OpenAiAgentFactory(
            options,
            configuration["OPENAI_API_KEY"],
            configuration["OPENAI_BASE_URL"],
            provider.GetServices<ServerTool>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>());
    }

    private static GeminiAgentFactory Gemini(IServiceProvider provider)
    {
        IConfiguration configuration = provider.GetRequiredService<IConfiguration>();
        GeminiOptions options = configuration.GetSection($"{RtcVoiceOptions.Section}:{nameof(RtcVoiceOptions.Gemini)}").Get<GeminiOptions>() ?? new GeminiOptions();
        return new GeminiAgentFactory(
            options,
            configuration["GEMINI_API_KEY"],
            configuration["GOOGLE_GEMINI_BASE_URL"],
            provider.GetServices<ServerTool>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>());
    }
}
