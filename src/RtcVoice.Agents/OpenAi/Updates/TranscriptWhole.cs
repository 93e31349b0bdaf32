namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>All words of a turn of the person's (<c>conversation.item.input_audio_transcription.completed</c>).</summary>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Transcript">The words.</param>
internal sealed record TranscriptWhole(string ItemId, string Transcript) : RealtimeUpdate;
