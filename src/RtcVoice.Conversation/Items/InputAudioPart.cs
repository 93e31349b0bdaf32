namespace RtcVoice.Conversation.Items;

/// <summary>What the person said aloud. Its sound is not kept.</summary>
/// <param name="Transcript">Its words, or null when nobody has made them out.</param>
public sealed record InputAudioPart(string? Transcript) : ContentPart;
