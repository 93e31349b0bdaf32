using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Realtime;

/// <summary>An item of a conversation, and how much of it was heard.</summary>
/// <param name="Item">The item; of a spoken message that was cut, the words that were heard.</param>
/// <param name="Generated">How much sound was made for it; null when it was not spoken.</param>
/// <param name="Heard">How much of that was heard; null when it was not spoken, or as long as it is not known.</param>
/// <param name="IsInterrupted">True when it was cut.</param>
/// <param name="Confidence">How well it is known which words were heard; null when it was not spoken.</param>
public sealed record HeardItem(ConversationItem Item, TimeSpan? Generated, TimeSpan? Heard, bool IsInterrupted, TranscriptConfidence? Confidence)
{
    /// <summary>How far a message has come that is being heard now; null when none of it is on its way.</summary>
    public PlayoutPosition? Position { get; init; }

    /// <summary>A message as it is if no more of it is ever heard.</summary>
    internal static HeardItem BrokenOff(MessageItem item, Utterance utterance, TimeSpan heard)
    {
        HeardText words = utterance.Transcript.HeardBy(heard, utterance.Generated, utterance.IsWhole);
        MessageItem broken = item with { Status = ItemStatus.Incomplete, Content = [new OutputAudioPart(words.Text)] };
        return new HeardItem(broken, utterance.Generated, heard, IsInterrupted: true, words.Confidence);
    }

    internal static HeardItem Of(ConversationItem item, Utterance? utterance) =>
        new(item, utterance?.Generated, utterance?.Heard, utterance?.IsInterrupted ?? false, utterance?.HeardText.Confidence);
}
