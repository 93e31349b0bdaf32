using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>Two associations and the packets between them, for a script to move.</summary>
internal sealed class SctpFuzzPair
{
    // A burst is a dozen packets and their SACKs; who exchanges more without time passing does not stop.
    private const int MaxExchanges = 20_000;

    // What waits on the way is bounded by what the network would hold; beyond it packets are lost.
    private const int MaxOnTheWay = 512;

    private readonly byte[] _buffer = new byte[1500];
    private byte[]? _lastToLeft;
    private byte[]? _lastToRight;

    public SctpFuzzPair()
    {
        Left.Association.Connect(Now);
        Drain();
    }

    /// <summary>The end that opens.</summary>
    public SctpFuzzEnd Left { get; } = new(1);

    /// <summary>The end that waits.</summary>
    public SctpFuzzEnd Right { get; } = new(2);

    /// <summary>Packets on their way, oldest first.</summary>
    public List<byte[]> ToLeft { get; } = [];

    /// <summary>Packets on their way, oldest first.</summary>
    public List<byte[]> ToRight { get; } = [];

    /// <summary>The time.</summary>
    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>Packets were changed or made up.</summary>
    public bool IsForged { get; set; }

    /// <summary>One end has asked for the end.</summary>
    public bool IsEnding { get; set; }

    /// <summary>All that was promised has arrived, or nothing will any more because the association was ended.</summary>
    public bool IsSettled =>
        (Left.HasReceivedAll(Right) && Right.HasReceivedAll(Left))
        || ((IsForged || IsEnding) && (Left.IsEnded || Right.IsEnded));

    /// <summary>Hands over the oldest packet on a way.</summary>
    public void Deliver(List<byte[]> way, bool isToLeft)
    {
        if (way.Count > 0)
        {
            byte[] packet = way[0];
            way.RemoveAt(0);
            (isToLeft ? Left : Right).Association.HandleDatagram(packet, Now);
            Drain();
        }
    }

    /// <summary>Hands over chunks that nobody sent, under the header of a packet that somebody did.</summary>
    public void Inject(bool isToLeft, ReadOnlySpan<byte> chunks)
    {
        if ((isToLeft ? _lastToLeft : _lastToRight) is { } template)
        {
            byte[] packet = [.. template.AsSpan(0, SctpCommonHeader.Length), .. chunks];
            SctpCommonHeader.Seal(packet);
            (isToLeft ? Left : Right).Association.HandleDatagram(packet, Now);
            Drain();
        }
    }

    /// <summary>Delivers all that is on its way, and what comes of it, with no time passing.</summary>
    public void Exchange()
    {
        for (int i = 0; ToLeft.Count + ToRight.Count > 0; i++)
        {
            Invariant.Require(i < MaxExchanges, "the ends do not keep each other busy for ever");
            Deliver(ToRight, isToLeft: false);
            Deliver(ToLeft, isToLeft: true);
        }
    }

    /// <summary>Lets time pass; what is on its way stays there.</summary>
    public void Pass(TimeSpan time)
    {
        Now += time;
        Left.Association.HandleTimeout(Now);
        Right.Association.HandleTimeout(Now);
        Drain();
    }

    /// <summary>Lets a perfect network work, until it is so or the patience is over.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan patience)
    {
        Instant end = Now + patience;
        Exchange();
        while (!condition())
        {
            Instant next = Instant.Earlier(Left.Association.NextTimeout, Right.Association.NextTimeout);
            if (next > end)
            {
                return;
            }

            Now = Instant.Later(Now, next);
            Pass(TimeSpan.Zero);
            Invariant.Require(Instant.Earlier(Left.Association.NextTimeout, Right.Association.NextTimeout) > Now, "what was due is done");
            Exchange();
        }
    }

    /// <summary>Takes what the ends have to tell and to send.</summary>
    public void Drain()
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = Left.TakeEvents(Right, isChecked: !IsForged) | Right.TakeEvents(Left, isChecked: !IsForged);
            while (Left.Association.TryPollTransmit(_buffer, out int length))
            {
                Put(ToRight, length, ref _lastToRight);
                isBusy = true;
            }

            while (Right.Association.TryPollTransmit(_buffer, out int length))
            {
                Put(ToLeft, length, ref _lastToLeft);
                isBusy = true;
            }
        }

        Left.CheckBounds();
        Right.CheckBounds();
    }

    private void Put(List<byte[]> way, int length, ref byte[]? last)
    {
        byte[] packet = _buffer[..length];
        bool isPacket = SctpCommonHeader.TryRead(packet, out _) && Chunk.AreWellFormed(packet.AsSpan(SctpCommonHeader.Length));
        Invariant.Require(isPacket && length <= SctpFuzzEnd.Options.MaxPacketSize, "what an end sends is a packet");
        last = packet;
        if (way.Count < MaxOnTheWay)
        {
            way.Add(packet.AsSpan().ToArray());
        }
    }
}
