namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Text that the model writes instead of speaking (<c>modelTurn</c>); what it thinks is left out.</summary>
/// <param name="Text">Text behind that told before.</param>
internal sealed record WrittenText(string Text) : LiveUpdate;
