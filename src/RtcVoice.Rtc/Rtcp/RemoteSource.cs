using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>One source of the peer's: what came of it, and the reports of its own that ours must answer.</summary>
internal sealed class RemoteSource
{
    private uint _lastSenderReport;
    private Instant _lastSenderReportAt;
    private uint _referenceTime;
    private Instant _referenceTimeAt;

    /// <summary>A source that was just heard of.</summary>
    public RemoteSource(uint ssrc, int clockRate, Instant now)
    {
        Ssrc = ssrc;
        LastHeard = now;
        Reception = new ReceptionStatistics(clockRate);
    }

    /// <summary>The source.</summary>
    public uint Ssrc { get; }

    /// <summary>What came of it.</summary>
    public ReceptionStatistics Reception { get; }

    /// <summary>When it last sent anything, RTP or RTCP.</summary>
    public Instant LastHeard { get; private set; }

    /// <summary>True when it asked for a DLRR since it last had one.</summary>
    public bool AwaitsDelay { get; private set; }

    /// <summary>Takes note of an RTP packet.</summary>
    public void HandlePacket(ushort sequenceNumber, RtpTimestamp timestamp, Instant arrival)
    {
        LastHeard = arrival;
        Reception.HandlePacket(sequenceNumber, timestamp, arrival);
    }

    /// <summary>Takes note of an SR.</summary>
    public void HandleSenderReport(NtpTimestamp time, Instant now)
    {
        LastHeard = now;
        _lastSenderReport = time.Compact;
        _lastSenderReportAt = now;
    }

    /// <summary>Takes note of a receiver reference time.</summary>
    public void HandleReferenceTime(NtpTimestamp time, Instant now)
    {
        LastHeard = now;
        AwaitsDelay = true;
        _referenceTime = time.Compact;
        _referenceTimeAt = now;
    }

    /// <summary>The report block that is due.</summary>
    public ReportBlock TakeReport(Instant now) =>
        Reception.TakeReport(Ssrc, _lastSenderReport, _lastSenderReport == 0 ? 0 : CompactNtp.From(now - _lastSenderReportAt));

    /// <summary>The answer to its reference time.</summary>
    public DelaySinceReceiverReport TakeDelay(Instant now)
    {
        AwaitsDelay = false;
        return new DelaySinceReceiverReport(Ssrc, _referenceTime, CompactNtp.From(now - _referenceTimeAt));
    }
}
