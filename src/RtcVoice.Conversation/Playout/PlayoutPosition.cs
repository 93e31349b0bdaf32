namespace RtcVoice.Conversation.Playout;

/// <summary>How far a spoken message has come, at an instant.</summary>
/// <param name="ResponseId">The response that it is part of.</param>
/// <param name="ItemId">The message.</param>
/// <param name="ContentIndex">Its part that sounds.</param>
/// <param name="Departed">How much of its sound has left for the person.</param>
/// <param name="Heard">How much of that has been heard; never less than it was said to be before.</param>
/// <param name="Pending">How much there is that has not left.</param>
/// <param name="Error">How far off <paramref name="Heard"/> may be, either way.</param>
/// <param name="Source">How it is known.</param>
public sealed record PlayoutPosition(
    string ResponseId,
    string ItemId,
    int ContentIndex,
    TimeSpan Departed,
    TimeSpan Heard,
    TimeSpan Pending,
    TimeSpan Error,
    PlayoutSource Source);
