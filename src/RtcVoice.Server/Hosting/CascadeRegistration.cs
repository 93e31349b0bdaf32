using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade;
using RtcVoice.Conversation.Tools;

#pragma warning disable MEAI001 // The abstractions of speech are experimental still.

namespace RtcVoice.Server.Hosting;

/// <summary>
/// Makes the agent <c>cascade</c> of the configuration and of the clients of Microsoft.Extensions.AI that the application has
/// registered, which go first.
/// </summary>
internal static class CascadeRegistration
{
    /// <summary>The agent's section of the configuration.</summary>
    public const string Section = $"{RtcVoiceOptions.Section}:Cascade";

    /// <summary>Makes its factory.</summary>
    public static CascadeAgentFactory Make(IServiceProvider provider)
    {
        IConfiguration configuration = provider.GetRequiredService<IConfiguration>();
        return new CascadeAgentFactory(
            configuration.GetSection(Section).Get<CascadeOptions>() ?? new CascadeOptions(),
            configuration["OPENAI_API_KEY"],
            configuration["OPENAI_BASE_URL"],
            provider.GetService<ISpeechToTextClient>(),
            provider.GetService<IChatClient>(),
            provider.GetService<ITextToSpeechClient>(),
            provider.GetServices<ServerTool>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>());
    }
}
