using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>The verbs of a sans-IO machine at one end of a <see cref="SimulatedNetwork"/>.</summary>
internal abstract class SimulatedEnd
{
    public abstract Instant NextTimeout { get; }

    public abstract void HandleDatagram(ReadOnlySpan<byte> packet, Instant now);

    public abstract void HandleTimeout(Instant now);

    public abstract bool TryPollTransmit(Span<byte> buffer, out int length);

    /// <summary>Takes all events; true when there was one.</summary>
    public abstract bool DrainEvents();
}
