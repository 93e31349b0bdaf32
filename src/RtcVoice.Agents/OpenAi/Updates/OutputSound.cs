namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>More sound of a message (<c>response.output_audio.delta</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="ContentIndex">Which part of the item it is.</param>
/// <param name="Pcm">Little-endian PCM16, not necessarily of whole samples.</param>
internal sealed record OutputSound(string ResponseId, string ItemId, int ContentIndex, byte[] Pcm) : RealtimeUpdate;
