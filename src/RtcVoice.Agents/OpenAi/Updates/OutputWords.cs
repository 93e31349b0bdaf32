namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>More words of a message: said (<c>response.output_audio_transcript.delta</c>) or written (<c>response.output_text.delta</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Delta">The words.</param>
internal sealed record OutputWords(string ResponseId, string ItemId, string Delta) : RealtimeUpdate;
