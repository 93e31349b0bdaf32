namespace RtcVoice.Agents.Upstreams;

/// <summary>Something that a provider has sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Utf8">The text; valid until the next is read. Of a close, the reason given.</param>
internal readonly record struct UpstreamFrame(UpstreamFrameKind Kind, ReadOnlyMemory<byte> Utf8 = default);
