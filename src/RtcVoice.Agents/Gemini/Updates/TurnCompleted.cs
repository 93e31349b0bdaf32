namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>The model has had its turn (<c>turnComplete</c>); that may come as late as it takes to hear it.</summary>
/// <param name="Reason">Why it ended, by the name of <c>turnCompleteReason</c>; null when it just did.</param>
internal sealed record TurnCompleted(string? Reason) : LiveUpdate;
