namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Words that the model says (<c>outputTranscription</c>).</summary>
/// <param name="Text">Words behind those told before.</param>
internal sealed record SpokenWords(string Text) : LiveUpdate;
