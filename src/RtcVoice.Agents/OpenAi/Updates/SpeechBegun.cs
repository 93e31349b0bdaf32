namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>The upstream finds that the person speaks (<c>input_audio_buffer.speech_started</c>).</summary>
/// <param name="ItemId">The upstream's item that the turn will be.</param>
/// <param name="Position">Where in all the sound of its session the turn begins, its prefix included.</param>
internal sealed record SpeechBegun(string ItemId, TimeSpan Position) : RealtimeUpdate;
