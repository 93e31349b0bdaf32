namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>The words of a turn cannot be made out (<c>conversation.item.input_audio_transcription.failed</c>).</summary>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">Why.</param>
internal sealed record TranscriptFailed(string ItemId, string Code, string Message) : RealtimeUpdate;
