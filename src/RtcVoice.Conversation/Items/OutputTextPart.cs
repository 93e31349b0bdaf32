namespace RtcVoice.Conversation.Items;

/// <summary>Text that the agent wrote.</summary>
/// <param name="Text">The text.</param>
public sealed record OutputTextPart(string Text) : ContentPart;
