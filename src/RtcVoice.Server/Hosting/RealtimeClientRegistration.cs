using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients;
using RtcVoice.Conversation.Tools;

#pragma warning disable MEAI001 // The abstraction of realtime clients is experimental still.

namespace RtcVoice.Server.Hosting;

/// <summary>
/// Makes the agent <c>realtime-client</c> of the configuration and of the <see cref="IRealtimeClient"/> that the application has
/// registered.
/// </summary>
internal static class RealtimeClientRegistration
{
    /// <summary>The agent's section of the configuration.</summary>
    public const string Section = $"{RtcVoiceOptions.Section}:RealtimeClient";

    /// <summary>Makes its factory.</summary>
    public static RealtimeClientAgentFactory Make(IServiceProvider provider) => new(
        provider.GetRequiredService<IConfiguration>().GetSection(Section).Get<RealtimeClientOptions>() ?? new RealtimeClientOptions(),
        provider.GetService<IRealtimeClient>(),
        provider.GetServices<ServerTool>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>());
}
