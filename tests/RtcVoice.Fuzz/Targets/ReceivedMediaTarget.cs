using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: RTP and RTCP of a hostile browser, which has the keys. The stream that is told upwards goes on within what the
/// wire's numbers can say, its payloads lie in their datagrams, and our reports stay well formed.
/// </summary>
internal sealed class ReceivedMediaTarget : IFuzzTarget
{
    private const int MaxSteps = 256;
    private const int MaxPacketLength = 1400;

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. RtpSeeds.All.SelectMany(packet => (byte[])[0, .. ByteScript.WriteBlock(packet)]), 3, 3, 0xE8],
        [.. RtcpSeeds.All.SelectMany(packet => (byte[])[1, .. ByteScript.WriteBlock(packet)]), 3, 0x10, 0],
        [.. Enumerable.Range(0, 20).SelectMany(i => (byte[])[2, (byte)(i / 8), 0x7F, (byte)(i * 50), 0x80, 0, 0, (byte)i])],
    ];

    public static IReadOnlyList<byte[]> Words => [.. RtpSeeds.All, .. RtcpSeeds.All];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        using var run = new Run();
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            run.Step(ref script);
        }
    }

    /// <summary>What a peer has once DTLS is done, and the browser's half of it.</summary>
    private sealed class Run : IDisposable
    {
        private static readonly byte[] Exported = new byte[SrtpProfile.AeadAes128Gcm.ExportedLength()];

        private readonly SrtpKeyingMaterial _keys = new(SrtpProfile.AeadAes128Gcm, Exported);
        private readonly SrtpSender _theirRtp;
        private readonly SrtcpSender _theirRtcp;
        private readonly SrtcpReceiver _theirReports;
        private readonly RtpSender _sender;
        private readonly RtpReceiver _receiver;
        private readonly RtcpLink _rtcp;
        private readonly byte[] _buffer = new byte[RtcPeer.MaxDatagramOut];
        private Instant _now = new(1_000_000_000);
        private long _sequenceOffset;
        private uint _ssrc;
        private bool _hasSource;

        public Run()
        {
            _theirRtp = new SrtpSender(_keys.Client);
            _theirRtcp = new SrtcpSender(_keys.Client);
            _theirReports = new SrtcpReceiver(_keys.Server);
            _sender = new RtpSender(new SrtpSender(_keys.Server), RtcpSeeds.OurSsrc, RtpSeeds.PayloadType, 1, 2);
            _receiver = new RtpReceiver(new SrtpReceiver(_keys.Client), RtpSeeds.PayloadType);
            var clock = NtpClock.From(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), Instant.Origin);
            _rtcp = new RtcpLink(
                new SrtcpSender(_keys.Server), new SrtcpReceiver(_keys.Client), _sender, new RtcpSession(RtcpSeeds.OurSsrc, "cname", clock, _now));
        }

        public void Step(ref ByteScript script)
        {
            switch (script.Byte() % 4)
            {
                case 0:
                    ReceiveRtp(script.Block());
                    break;
                case 1:
                    ReceiveRtcp(script.Block());
                    break;
                case 2:
                    byte[] packet = [.. new byte[RtpHeader.Size], .. OpusSeeds.Frame];
                    uint ssrc = script.Byte();
                    new RtpHeader(RtpSeeds.PayloadType, IsMarked: false, script.UInt16(), new RtpTimestamp(script.UInt32()), ssrc).Write(packet);
                    ReceiveRtp(packet);
                    break;
                default:
                    _now += TimeSpan.FromMilliseconds(script.UInt16());
                    _rtcp.HandleTimeout(_now);
                    break;
            }

            CheckReports();
        }

        public void Dispose()
        {
            _theirRtp.Dispose();
            _theirRtcp.Dispose();
            _theirReports.Dispose();
            _sender.Dispose();
            _receiver.Dispose();
            _rtcp.Dispose();
            _keys.Dispose();
        }

        private void ReceiveRtp(ReadOnlySpan<byte> packet)
        {
            packet = packet[..Math.Min(packet.Length, MaxPacketLength)];
            packet.CopyTo(_buffer);
            long frames = _receiver.Frames;
            if (!_theirRtp.TryProtect(_buffer, packet.Length, out int length)
                || !_receiver.TryReceive(_buffer.AsMemory(0, length), _now, _rtcp, out PeerEvent frame)
                || frame.Payload.IsEmpty)
            {
                Invariant.Require(_receiver.Frames == frames, "what is no frame is not counted as one");
                return;
            }

            Invariant.Require(_receiver.Frames == frames + 1, "a frame is counted once");
            Invariant.Require(RtpPacket.TryRead(packet, out RtpPacket sent) && frame.Payload.Span.SequenceEqual(sent.Payload), "a frame holds the payload");
            Invariant.Require(sent.Header.PayloadType == RtpSeeds.PayloadType, "a frame is Opus");
            bool isNewSource = TryResync(frame, sent.Header);
            bool isUnwrapped = unchecked((ushort)(frame.Sequence - _sequenceOffset)) == sent.Header.SequenceNumber;
            Invariant.Require(isNewSource || isUnwrapped, "a number goes on with its source");
        }

        // A new source moves what is told; within one source the low bits stay at one distance.
        private bool TryResync(in PeerEvent frame, in RtpHeader header)
        {
            if (_hasSource && header.Ssrc == _ssrc)
            {
                return false;
            }

            _hasSource = true;
            _ssrc = header.Ssrc;
            _sequenceOffset = frame.Sequence - header.SequenceNumber;
            return true;
        }

        private void ReceiveRtcp(ReadOnlySpan<byte> compound)
        {
            compound = compound[..Math.Min(compound.Length, MaxPacketLength)];
            compound.CopyTo(_buffer);
            if (_theirRtcp.TryProtect(_buffer, compound.Length, out int length))
            {
                _ = _rtcp.TryHandle(_buffer.AsSpan(0, length), _now);
            }

            while (_rtcp.TryTakeReport(out StreamReport report))
            {
                Invariant.Require(report.RoundTripTime is not { } trip || trip >= TimeSpan.Zero, "no round trip is negative");
            }
        }

        private void CheckReports()
        {
            while (_rtcp.TryPollTransmit(_buffer, out int length))
            {
                bool isRead = _theirReports.TryUnprotect(_buffer.AsSpan(0, length), out int plain)
                    && RtcpCompound.TryRead(_buffer.AsSpan(0, plain), out _);
                Invariant.Require(isRead, "the browser can read our reports");
            }
        }
    }
}
