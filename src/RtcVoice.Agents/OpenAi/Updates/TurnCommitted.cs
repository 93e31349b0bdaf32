namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>Sound that was sent has become an item (<c>input_audio_buffer.committed</c>).</summary>
/// <param name="ItemId">The upstream's item.</param>
internal sealed record TurnCommitted(string ItemId) : RealtimeUpdate;
