namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Sound of the model (<c>modelTurn</c>).</summary>
/// <param name="Pcm">Little-endian PCM16 at 24 kHz.</param>
internal sealed record SpokenSound(byte[] Pcm) : LiveUpdate;
