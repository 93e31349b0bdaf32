using RtcVoice.Rtc.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>An association in a simulated network, with all that it told.</summary>
internal sealed class AssociationEnd : SimulatedEnd
{
    public AssociationEnd(int seed, SctpOptions? options = null)
    {
        Association = new SctpAssociation(options ?? new SctpOptions(), SeededBytes.From(seed));
    }

    public SctpAssociation Association { get; }

    public List<(ushort StreamId, uint PayloadProtocol, byte[] Payload)> Messages { get; } = [];

    /// <summary>Events other than messages.</summary>
    public List<SctpEvent> Events { get; } = [];

    /// <summary>While set, messages are left in the association.</summary>
    public bool IsReadingPaused { get; set; }

    public bool IsUp => Association.State == SctpState.Established;

    public override Instant NextTimeout => Association.NextTimeout;

    public IEnumerable<SctpEventKind> EventKinds => Events.Select(happened => happened.Kind);

    public override void HandleDatagram(ReadOnlySpan<byte> packet, Instant now) => Association.HandleDatagram(packet, now);

    public override void HandleTimeout(Instant now) => Association.HandleTimeout(now);

    public override bool TryPollTransmit(Span<byte> buffer, out int length) => Association.TryPollTransmit(buffer, out length);

    public override bool DrainEvents()
    {
        bool any = false;
        while (!IsReadingPaused && Association.TryPollEvent(out SctpEvent happened))
        {
            any = true;
            if (happened.Kind == SctpEventKind.Message)
            {
                Messages.Add((happened.StreamId, happened.PayloadProtocol, happened.Payload.Span.ToArray()));
                Association.Release(happened.Payload);
            }
            else
            {
                Events.Add(happened);
            }
        }

        return any;
    }
}
