namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>A function that the model calls.</summary>
/// <param name="Id">Ties the output to the call; null when the upstream has not named it.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">A JSON object as text.</param>
internal sealed record FunctionCall(string? Id, string Name, string Arguments);
