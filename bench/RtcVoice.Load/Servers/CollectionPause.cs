namespace RtcVoice.Load.Servers;

/// <summary>A time in which the runtime stopped every thread of its process.</summary>
/// <param name="Milliseconds">From the wish to stop until all went on.</param>
/// <param name="Cause">What it was for: <c>gen0</c>, <c>gen1</c>, <c>gen2</c>, <c>background</c>, or <c>other</c> than a collection.</param>
internal sealed record CollectionPause(double Milliseconds, string Cause);
