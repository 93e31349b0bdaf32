namespace RtcVoice.Conversation.Turns;

/// <summary>How long an answer took, step by step; each step counts from the end of the person's voice, as it was heard here.</summary>
/// <param name="ItemId">The person's turn.</param>
/// <param name="SpeechEnded">The time of day at which the person fell silent.</param>
/// <param name="Decided">Until the turn was taken to be over.</param>
/// <param name="FirstSound">Until the agent had made the first sound of its answer; to 10 ms. Null until then.</param>
/// <param name="Departed">Until the first frame of it had left. Null until then.</param>
/// <param name="Heard">Until the person heard it, as far as that is known. Null until then.</param>
/// <param name="IsBrokenOff">True when the answer was cut off before it was heard.</param>
public sealed record TurnLatency(
    string ItemId,
    DateTimeOffset SpeechEnded,
    TimeSpan Decided,
    TimeSpan? FirstSound,
    TimeSpan? Departed,
    TimeSpan? Heard,
    bool IsBrokenOff);
