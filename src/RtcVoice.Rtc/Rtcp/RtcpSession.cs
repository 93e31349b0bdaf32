using System.Text;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// The RTCP side of one call (RFC 3550, 6): reports once a second on what we send and receive, and reads the peer's. Sans-IO,
/// single owner: told of every RTP packet that came and every RTCP compound (both behind SRTP), and of the time. It keeps
/// neither membership nor bandwidth rules: a call has two ends. It asks for nothing (NACK, PLI, transport-wide feedback).
/// </summary>
internal sealed class RtcpSession
{
    /// <summary>A browser's microphone is one source; state must not grow by what a peer makes up.</summary>
    public const int MaxSources = 8;

    /// <summary>The longest CNAME: its length travels in a byte.</summary>
    public const int MaxCnameLength = 255;

    /// <summary>Events that nobody has taken; beyond this many the oldest is dropped.</summary>
    public const int MaxPendingEvents = 16;

    /// <summary>A browser maps our media clock to its own after two SRs, so it gets one a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Half an interval before the first report (RFC 3550, 6.2).</summary>
    public static readonly TimeSpan FirstInterval = Interval / 2;

    /// <summary>The longest compound that comes out: fits any MTU, SRTCP included.</summary>
    public static readonly int MaxCompoundLength =
        RtcpWriter.SenderReportSize(MaxSources)
        + RtcpWriter.SourceDescriptionSize(MaxCnameLength)
        + RtcpWriter.DelayReportSize(MaxSources)
        + RtcpWriter.GoodbyeSize();

    /// <summary>A source silent for this long gives up its place to a new one when there is no other: five intervals, as RFC 3550, 6.3.5.</summary>
    private static readonly TimeSpan SourceTimeout = Interval * 5;

    private readonly uint _ssrc;
    private readonly byte[] _cname;
    private readonly NtpClock _clock;
    private readonly int _clockRate;
    private readonly RemoteSource?[] _sources = new RemoteSource?[MaxSources];
    private readonly RtcpEvent[] _events = new RtcpEvent[MaxPendingEvents];
    private readonly byte[] _outgoing = GC.AllocateUninitializedArray<byte>(MaxCompoundLength, pinned: true);
    private int _outgoingLength;
    private int _firstEvent;
    private int _eventCount;
    private bool _isClosed;

    /// <summary>A session whose first report is due half a second from now.</summary>
    /// <param name="ssrc">Our source: what we send under, and what the peer reports on.</param>
    /// <param name="cname">Our canonical name, 1 to 255 bytes of UTF-8; random for every call (RFC 7022, 4.2).</param>
    /// <param name="clock">The wall clock, by the same monotonic clock that tells the time here.</param>
    /// <param name="now">The time.</param>
    /// <param name="clockRate">Units per second of the peer's media clock.</param>
    /// <exception cref="ArgumentException">The CNAME is empty or too long.</exception>
    public RtcpSession(uint ssrc, string cname, NtpClock clock, Instant now, int clockRate = RtpClock.OpusRate)
    {
        _cname = Encoding.UTF8.GetBytes(cname);
        if (_cname.Length is 0 or > MaxCnameLength)
        {
            throw new ArgumentException("A CNAME takes 1 to 255 bytes.", nameof(cname));
        }

        _ssrc = ssrc;
        _clock = clock;
        _clockRate = clockRate;
        NextTimeout = now + FirstInterval;
    }

    /// <summary>When <see cref="HandleTimeout"/> is due; never once closed.</summary>
    public Instant NextTimeout { get; private set; }

    /// <summary>Compounds dropped because they were malformed.</summary>
    public long MalformedCompounds { get; private set; }

    /// <summary>What was received of a source of the peer's; null when it is not known.</summary>
    public ReceptionStatistics? GetReception(uint ssrc) => Find(ssrc)?.Reception;

    /// <summary>Counts an RTP packet of the peer's, authentic and not a replay.</summary>
    public void HandleRtp(uint ssrc, ushort sequenceNumber, RtpTimestamp timestamp, Instant arrival)
    {
        if (!_isClosed)
        {
            FindOrAdd(ssrc, arrival)?.HandlePacket(sequenceNumber, timestamp, arrival);
        }
    }

    /// <summary>Reads an RTCP compound of the peer's. False when it is malformed: none of it then counts.</summary>
    public bool HandleDatagram(ReadOnlySpan<byte> datagram, Instant now)
    {
        if (_isClosed)
        {
            return true;
        }

        if (!RtcpCompound.TryRead(datagram, out RtcpCompound compound))
        {
            MalformedCompounds++;
            return false;
        }

        while (compound.TryReadNext(out RtcpPacket packet))
        {
            HandlePacket(packet, now);
        }

        return true;
    }

    /// <summary>Makes the report that is due; does nothing before <see cref="NextTimeout"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sender">Where our sender stands.</param>
    public void HandleTimeout(Instant now, in SenderSnapshot sender)
    {
        if (now < NextTimeout || _isClosed)
        {
            return;
        }

        WriteCompound(now, sender, isLast: false);
        Instant next = NextTimeout + Interval;
        NextTimeout = next > now ? next : now + Interval;
    }

    /// <summary>Makes a last report, with BYE; afterwards the session does nothing but give it out.</summary>
    public void Close(Instant now, in SenderSnapshot sender)
    {
        if (_isClosed)
        {
            return;
        }

        WriteCompound(now, sender, isLast: true);
        _isClosed = true;
        NextTimeout = Instant.Never;
    }

    /// <summary>
    /// Takes the compound that is to be sent, unprotected. One that nobody took has given way to a newer. False when there is
    /// none.
    /// </summary>
    /// <exception cref="ArgumentException">The destination is shorter than the compound; <see cref="MaxCompoundLength"/> always suffices.</exception>
    public bool TryPollTransmit(Span<byte> destination, out int length)
    {
        length = _outgoingLength;
        if (length == 0)
        {
            return false;
        }

        _outgoing.AsSpan(0, length).CopyTo(destination);
        _outgoingLength = 0;
        return true;
    }

    /// <summary>Takes the oldest event. False when there is none.</summary>
    public bool TryPollEvent(out RtcpEvent rtcpEvent)
    {
        if (_eventCount == 0)
        {
            rtcpEvent = default;
            return false;
        }

        rtcpEvent = _events[_firstEvent];
        _firstEvent = (_firstEvent + 1) % MaxPendingEvents;
        _eventCount--;
        return true;
    }

    private void HandlePacket(in RtcpPacket packet, Instant now)
    {
        if (ReportPacket.TryRead(packet, out ReportPacket report))
        {
            if (report.Sender is { } sender)
            {
                FindOrAdd(report.Ssrc, now)?.HandleSenderReport(sender.Ntp, now);
            }

            if (report.TryGetBlock(_ssrc, out ReportBlock block))
            {
                TimeSpan? roundTrip = CompactNtp.RoundTrip(_clock.Read(now), block.LastSenderReport, block.DelaySinceLastSenderReport);
                Raise(new RtcpEvent(RtcpEventKind.PeerReported, report.Ssrc, new PeerReport(report.Ssrc, block, roundTrip, now)));
            }
        }
        else if (ExtendedReport.TryRead(packet, out ExtendedReport extended))
        {
            // DLRR answers a question that we never ask: our own SRs measure the round trip.
            if (extended.TryGetReferenceTime(out NtpTimestamp time))
            {
                FindOrAdd(extended.Ssrc, now)?.HandleReferenceTime(time, now);
            }
        }
        else if (Goodbye.TryRead(packet, out Goodbye goodbye))
        {
            for (int i = 0; i < goodbye.Count; i++)
            {
                Remove(goodbye.GetSsrc(i));
            }
        }
    }

    private void WriteCompound(Instant now, in SenderSnapshot sender, bool isLast)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[MaxSources];
        Span<DelaySinceReceiverReport> delays = stackalloc DelaySinceReceiverReport[MaxSources];
        int blockCount = 0;
        int delayCount = 0;
        foreach (RemoteSource? source in _sources)
        {
            if (source is { Reception.HasNews: true })
            {
                blocks[blockCount++] = source.TakeReport(now);
            }

            if (source is { AwaitsDelay: true })
            {
                delays[delayCount++] = source.TakeDelay(now);
            }
        }

        SenderInfo? info = sender.Packets > 0
            ? new SenderInfo(_clock.Read(now), sender.Clock.Read(now), unchecked((uint)sender.Packets), unchecked((uint)sender.Octets))
            : null;
        var writer = new RtcpWriter(_outgoing);
        writer.WriteReport(_ssrc, info, blocks[..blockCount]);
        writer.WriteCname(_ssrc, _cname);
        if (delayCount > 0)
        {
            writer.WriteDelays(_ssrc, delays[..delayCount]);
        }

        if (isLast)
        {
            writer.WriteGoodbye(_ssrc);
        }

        _outgoingLength = writer.Length;
    }

    private RemoteSource? Find(uint ssrc)
    {
        foreach (RemoteSource? source in _sources)
        {
            if (source?.Ssrc == ssrc)
            {
                return source;
            }
        }

        return null;
    }

    private RemoteSource? FindOrAdd(uint ssrc, Instant now)
    {
        if (Find(ssrc) is { } known)
        {
            return known;
        }

        int place = 0;
        for (int i = 0; i < MaxSources; i++)
        {
            if (_sources[i] is not { } source)
            {
                place = i;
                break;
            }

            if (source.LastHeard < _sources[place]!.LastHeard)
            {
                place = i;
            }
        }

        if (_sources[place] is { } oldest && now - oldest.LastHeard < SourceTimeout)
        {
            return null;
        }

        return _sources[place] = new RemoteSource(ssrc, _clockRate, now);
    }

    private void Remove(uint ssrc)
    {
        for (int i = 0; i < MaxSources; i++)
        {
            if (_sources[i]?.Ssrc == ssrc)
            {
                _sources[i] = null;
                Raise(new RtcpEvent(RtcpEventKind.SourceLeft, ssrc));
            }
        }
    }

    private void Raise(RtcpEvent rtcpEvent)
    {
        if (_eventCount == MaxPendingEvents)
        {
            _firstEvent = (_firstEvent + 1) % MaxPendingEvents;
            _eventCount--;
        }

        _events[(_firstEvent + _eventCount) % MaxPendingEvents] = rtcpEvent;
        _eventCount++;
    }
}
