using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>
/// Where the pacer sends one call's frames: a packetizer, a cipher and a socket. Called on the pacer's thread alone,
/// on which every other call waits: it must not throw, allocate, lock or block.
/// </summary>
public interface IPacedSink
{
    /// <summary>
    /// Makes the packet of the next frame, one slot (1 ms) before its deadline. When this is called twice with no
    /// <see cref="Send"/> between, the earlier packet was never sent and never will be (its slot was missed): the new
    /// one takes its place and its sequence number.
    /// </summary>
    /// <param name="opusFrame">One Opus packet of 20 ms; valid during the call alone.</param>
    /// <param name="mediaTime">
    /// Samples at 48 kHz since the call's media clock started: the RTP timestamp less its random offset. A multiple of
    /// 960, always growing; it grows by more than 960 only where slots were missed.
    /// </param>
    void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime);

    /// <summary>Sends the packet that was prepared last, once, or queues it to be sent with those of other calls.</summary>
    /// <param name="now">The pacer's time just before the call: at or after the frame's deadline, never before.</param>
    /// <returns>What the packet waits in; the pacer flushes it a few calls later. Null when nothing waits.</returns>
    IPacketBatch? Send(Instant now);
}
