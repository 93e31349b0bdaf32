namespace RtcVoice.Server.Calls;

/// <summary>A call that is over.</summary>
/// <param name="View">How it was when it ended.</param>
/// <param name="Conversation">What was said, as the API shows it.</param>
internal sealed record EndedCall(CallView View, byte[] Conversation);
