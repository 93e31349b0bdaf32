namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Functions are called (<c>toolCall</c>); the model waits for what they return.</summary>
/// <param name="Calls">Which.</param>
internal sealed record FunctionsCalled(IReadOnlyList<FunctionCall> Calls) : LiveUpdate;
