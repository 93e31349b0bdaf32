namespace RtcVoice.Conversation.Playout;

/// <summary>How far all that an agent has said in a call has come, at an instant.</summary>
/// <param name="Generated">How much sound it has made.</param>
/// <param name="Departed">How much of that has left for the person; what was heard and what is on its way.</param>
/// <param name="Heard">How much of that has been heard.</param>
/// <param name="Discarded">How much of what was made will never be heard: it was cut off.</param>
/// <param name="Delay">From departure to the ear; null where the client plays at its own pace.</param>
/// <param name="Error">How far off <paramref name="Delay"/> may be, either way; null where there is none.</param>
/// <param name="Source">How it is known.</param>
public sealed record SpeechProgress(
    TimeSpan Generated,
    TimeSpan Departed,
    TimeSpan Heard,
    TimeSpan Discarded,
    TimeSpan? Delay,
    TimeSpan? Error,
    PlayoutSource Source);
