using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Upstreams;

/// <summary>What a message says, in words.</summary>
internal static class MessageWords
{
    /// <summary>The words of all its parts; empty when none are known.</summary>
    public static string Of(MessageItem message) => string.Join('\n', message.Content.Select(Of).Where(text => text.Length > 0));

    private static string Of(ContentPart part) => part switch
    {
        InputTextPart text => text.Text,
        InputAudioPart sound => sound.Transcript ?? "",
        OutputTextPart text => text.Text,
        OutputAudioPart sound => sound.Transcript,
        _ => "",
    };
}
