namespace RtcVoice.Conversation.Transcripts;

/// <summary>The words that were heard of a message.</summary>
/// <param name="Text">The words.</param>
/// <param name="Confidence">How well that is known.</param>
internal readonly record struct HeardText(string Text, TranscriptConfidence Confidence);
