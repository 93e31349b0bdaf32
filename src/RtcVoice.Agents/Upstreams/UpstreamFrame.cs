namespace RtcVoice.Agents.Upstreams;

/// <summary>Something that a provider has sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">The message; valid until the next is read. Of a close, the reason given, as UTF-8.</param>
/// <param name="CloseStatus">Of a close, its status (RFC 6455, section 7.4); 0 when none was given.</param>
internal readonly record struct UpstreamFrame(UpstreamFrameKind Kind, ReadOnlyMemory<byte> Content = default, int CloseStatus = 0);
