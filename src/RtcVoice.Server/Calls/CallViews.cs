using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Pacing;

namespace RtcVoice.Server.Calls;

/// <summary>Turns what calls know into what the API shows.</summary>
internal static class CallViews
{
    private const double SamplesPerMillisecond = OpusFormat.SampleRate / 1000.0;

    /// <summary>A call over a WebSocket as it is now.</summary>
    public static CallView Of(SocketCall call) => new()
    {
        Id = call.Id,
        Transport = "websocket",
        State = Name(call.State),
        EndReason = call.EndReason is { } reason ? Name(reason) : null,
        DurationMs = (long)call.Duration.TotalMilliseconds,
    };

    /// <summary>A WebRTC call as it is now.</summary>
    public static CallView Of(VoiceCall call)
    {
        VoiceCallStatistics statistics = call.Statistics;
        return new CallView
        {
            Id = call.Id,
            Transport = "webrtc",
            State = Name(statistics.State),
            EndReason = statistics.EndReason is { } reason ? Name(reason) : null,
            DurationMs = (long)statistics.Duration.TotalMilliseconds,
            Peer = Of(statistics.Peer),
            Uplink = Of(statistics.Uplink.Decoder, statistics.Uplink.QueueDropped),
            Downlink = Of(statistics),
        };
    }

    private static PeerView Of(VoicePeerStatistics peer) => new()
    {
        ConnectionState = peer.State,
        Remote = peer.RemoteAddress,
        SrtpProfile = peer.SrtpProfile,
        TimeToConnectMs = peer.TimeToConnect?.TotalMilliseconds,
        PacketsReceived = peer.PacketsReceived,
        PacketsSent = peer.PacketsSent,
        DatagramsDropped = peer.DatagramsDropped,
        RoundTripMs = peer.LastReport?.RoundTripTime?.TotalMilliseconds,
        RemoteLoss = peer.LastReport?.LossFraction,
        RemoteJitterMs = peer.LastReport?.Jitter.TotalMilliseconds,
    };

    private static UplinkView Of(UplinkStatistics uplink, long dropped) => new()
    {
        PacketsLate = uplink.Buffer.Late,
        PacketsDropped = dropped + uplink.Buffer.Overflowed + uplink.Buffer.Malformed + uplink.Buffer.Contradictory,
        ConcealedMs = uplink.ConcealedSamples / SamplesPerMillisecond,
        RecoveredMs = uplink.RecoveredSamples / SamplesPerMillisecond,
        DecodedMs = uplink.DecodedSamples / SamplesPerMillisecond,
        JitterBufferTargetMs = uplink.Buffer.TargetDelay.TotalMilliseconds,
        JitterBufferDelayMs = uplink.Buffer.Delay.TotalMilliseconds,
    };

    private static DownlinkView Of(VoiceCallStatistics call) => new()
    {
        FramesEncoded = call.Downlink.FramesEncoded,
        Underruns = call.Downlink.Underruns,
        Cuts = call.Downlink.Cuts,
        BufferedMs = call.Downlink.Buffered.TotalMilliseconds,
        WatermarkMs = call.Downlink.Watermark.TotalMilliseconds,
        FecPercent = call.ExpectedLossPercent,
        LatenessP50Us = call.RecentLateness.Count > 0 ? call.RecentLateness.P50.TotalMicroseconds : null,
        LatenessMaxUs = call.RecentLateness.Count > 0 ? call.RecentLateness.Max.TotalMicroseconds : null,
    };

    /// <summary>The pacer as it is now.</summary>
    public static PacerView Of(PacingEngine pacing) => new()
    {
        Scheduling = pacing.Level.ToString(),
        FramesSent = pacing.Statistics.FramesSent,
        SkippedSlots = pacing.Statistics.SkippedSlots,
        Underruns = pacing.Statistics.Underruns,
        DepartureLateness = DurationView.Of(pacing.Statistics.Lateness),
        DepartureDeviation = DurationView.Of(pacing.Statistics.IntervalDeviation),
    };

    private static string Name(CallState state) => state.ToString().ToLowerInvariant();

    private static string Name(PeerCloseReason reason) => reason switch
    {
        PeerCloseReason.ClosedHere => "hung_up_here",
        PeerCloseReason.ClosedByPeer => "hung_up_by_peer",
        PeerCloseReason.NeverConnected => "never_connected",
        PeerCloseReason.HandshakeFailed => "handshake_failed",
        _ => "timed_out",
    };
}
