namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>More words of a turn of the person's (<c>conversation.item.input_audio_transcription.delta</c>).</summary>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Delta">Words behind those told before.</param>
internal sealed record TranscriptGrown(string ItemId, string Delta) : RealtimeUpdate;
