namespace RtcVoice.Pacing.Speech;

/// <summary>How a source has kept up, seen just before a write.</summary>
/// <param name="Behind">
/// How far it is behind a listener who began with its first write: negative while it leads. With a start delayed by so
/// much more, the audio would just have lasted.
/// </param>
/// <param name="Drought">
/// The most audio that a listener has used up since any earlier write over what came since: with so much in the buffer
/// just behind that write, the audio would just have lasted.
/// </param>
internal readonly record struct SourceStall(TimeSpan Behind, TimeSpan Drought);
