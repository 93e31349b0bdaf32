namespace RtcVoice.Conversation.Items;

/// <summary>Text that the person or the system gave.</summary>
/// <param name="Text">The text.</param>
public sealed record InputTextPart(string Text) : ContentPart;
