namespace RtcVoice.Conversation.Items;

/// <summary>What the agent said aloud; after a cut, what of it was heard.</summary>
/// <param name="Transcript">Its words.</param>
public sealed record OutputAudioPart(string Transcript) : ContentPart;
