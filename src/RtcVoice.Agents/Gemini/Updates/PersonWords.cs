namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Words of the person, made out (<c>inputTranscription</c>). They come in an order of their own.</summary>
/// <param name="Text">Words behind those told before.</param>
internal sealed record PersonWords(string Text) : LiveUpdate;
