namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>The upstream finds that the person has stopped (<c>input_audio_buffer.speech_stopped</c>).</summary>
/// <param name="ItemId">The upstream's item that the turn will be.</param>
/// <param name="Position">Where in all the sound of its session the turn ends.</param>
internal sealed record SpeechEnded(string ItemId, TimeSpan Position) : RealtimeUpdate;
