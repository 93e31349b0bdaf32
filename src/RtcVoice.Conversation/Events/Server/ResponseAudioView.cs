using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>How a response sounds.</summary>
/// <param name="Output">Its sound.</param>
internal sealed record ResponseAudioView(ResponseAudioView.OutputView Output)
{
    /// <summary>The sound of a response.</summary>
    /// <param name="Format">How it is coded in events.</param>
    /// <param name="Voice">The voice.</param>
    internal sealed record OutputView(AudioFormat Format, string Voice);
}
