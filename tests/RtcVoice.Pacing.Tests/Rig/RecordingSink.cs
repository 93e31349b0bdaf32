using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>Keeps what is sent, and insists on the order of the two calls.</summary>
internal sealed class RecordingSink : IPacedSink
{
    private readonly TimeProvider _clock;
    private Sent? _prepared;

    public RecordingSink(TimeProvider clock) => _clock = clock;

    public List<Sent> Packets { get; } = [];

    /// <summary>Packets prepared and never sent.</summary>
    public int Replaced { get; private set; }

    public Action? OnPrepare { get; set; }

    public Action? OnSend { get; set; }

    /// <summary>What it says that its packets wait in.</summary>
    public IPacketBatch? Batch { get; set; }

    public void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime)
    {
        OnPrepare?.Invoke();
        Replaced += _prepared is null ? 0 : 1;
        _prepared = new Sent(opusFrame.ToArray(), mediaTime, _clock.GetInstant(), Instant.Never);
    }

    public IPacketBatch? Send(Instant now)
    {
        OnSend?.Invoke();
        Assert.That(_prepared, Is.Not.Null, "sent without a packet");
        Packets.Add(_prepared! with { At = now });
        _prepared = null;
        return Batch;
    }
}
