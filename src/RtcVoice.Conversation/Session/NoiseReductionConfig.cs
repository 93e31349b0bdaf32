namespace RtcVoice.Conversation.Session;

/// <summary>What noise is taken out of the person's sound.</summary>
/// <param name="Type"><c>near_field</c> or <c>far_field</c>.</param>
public sealed record NoiseReductionConfig(string Type);
