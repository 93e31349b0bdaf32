using System.Net;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc;
using RtcVoice.TestKit.Peers;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: datagrams of strangers and forgers at a peer in a call, and the call's own datagrams changed, repeated, reordered
/// and sent from elsewhere. Strangers are given nothing; nothing forged is told; and afterwards the call still works: a frame
/// and a message arrive.
/// </summary>
internal sealed class ConnectedPeerTarget : IFuzzTarget
{
    private const int MaxSteps = 64;

    // A handshake costs as much as some hundred datagrams: one call serves so many scripts.
    private const int MaxScripts = 32;

    // An input that begins so holds several scripts, as blocks, for one call.
    private const byte SeveralScripts = 0xFE;

    private const int MaxKept = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. StunSeeds.All.SelectMany(message => (byte[])[0, 1, .. ByteScript.WriteBlock(message)])],
        [1, 0, 1, 1, 1, 2, 3, 0, 0, 3, 1, 1, 4, 0, 0, 20, 1, 4, 1, 0, 14, 0x80, 2, 30, 5, 5, 3, 2, 0],
        [5, 1, 5, 2, 4, 0, 0, 11, 7, 4, 1, 0, 12, 3, 4, 0, 0, 0, 1, 3, 0, 0, 2, 200, 6, 1],
        [.. Enumerable.Range(0, 24).SelectMany(length => (byte[])[0, 0, .. ByteScript.WriteBlock(Record(21, length))])],
    ];

    public static IReadOnlyList<byte[]> Words { get; } =
        [.. RtpSeeds.All, .. RtcpSeeds.All, Record(20, 1), Record(21, 2), Record(22, 24), Record(23, 40), Record(26, 3)];

    [ThreadStatic]
    private static Run? s_run;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty && data[0] == SeveralScripts)
        {
            var scripts = new ByteScript(data[1..]);
            using var run = new Run();
            for (int i = 0; i < MaxScripts && !scripts.IsOver; i++)
            {
                run.Play(scripts.Block());
            }

            return;
        }

        if (s_run is { History.Count: MaxScripts })
        {
            s_run.Dispose();
            s_run = null;
        }

        Run call = s_run ??= new Run();
        s_run = null;
        call.History.Add(ByteScript.WriteBlock(data[..Math.Min(data.Length, ushort.MaxValue)]));
        try
        {
            call.Play(data);
            s_run = call;
        }
        catch (Exception exception) when (call.History.Count > 1)
        {
            throw new HistoryFailureException([SeveralScripts, .. call.History.SelectMany(script => script)], exception);
        }
        finally
        {
            if (s_run is null)
            {
                call.Dispose();
            }
        }
    }

    private static byte[] Record(byte type, int length) =>
        [type, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 99, 0, (byte)length, .. new byte[length]];

    /// <summary>A call, and the genuine datagrams of its client.</summary>
    private sealed class Run : IDisposable
    {
        private static readonly TransportTuple Stranger = TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("203.0.113.66:6666"));
        private static readonly TransportTuple StrangeTcp = TransportTuple.From(TransportProtocol.Tcp, IPEndPoint.Parse("[2001:db8::66]:6666"));

        private readonly PeerPair _pair = new();
        private readonly byte[] _buffer = new byte[RtcPeer.MaxDatagramOut];
        private readonly List<byte[]> _kept = [];
        private readonly int _channel;
        private long _mediaTime;
        private int _framesSent;
        private int _messagesSent;

        public Run()
        {
            _pair.Connect();
            _channel = _pair.Client.Peer.OpenChannel("fuzz", isReliable: true, _pair.Now)!.Value;
            _pair.RunUntil(() => _pair.Server.Channels.ContainsKey("fuzz"), Patience);
        }

        /// <summary>The scripts that were played, as blocks.</summary>
        public List<byte[]> History { get; } = [];

        public void Play(ReadOnlySpan<byte> data)
        {
            _kept.Clear();
            _pair.Server.Frames.Clear();
            _pair.Server.Messages.Clear();
            _framesSent = 0;
            _messagesSent = 0;
            var script = new ByteScript(data);
            for (int i = 0; i < MaxSteps && !script.IsOver; i++)
            {
                Step(ref script);
            }

            CheckAlive();
        }

        public void Dispose() => _pair.Dispose();

        private void Step(ref ByteScript script)
        {
            switch (script.Byte() % 7)
            {
                case 0:
                    Deliver(Source(script.Byte()), script.Block());
                    break;
                case 1:
                    MakeFrame(script.Byte());
                    break;
                case 2:
                    _pair.Run(TimeSpan.FromMilliseconds(script.Byte()));
                    break;
                case 3 when _kept.Count > 0:
                    Deliver(Source(script.Byte()), _kept[script.Byte() % _kept.Count]);
                    break;
                case 4 when _kept.Count > 0:
                    byte[] forged = [.. _kept[script.Byte() % _kept.Count]];
                    forged[script.UInt16() % forged.Length] ^= script.Byte();
                    Deliver(Source(script.Byte()), forged);
                    break;
                case 5:
                    MakeMessage(script.Byte());
                    break;
                case 6 when _kept.Count > 0:
                    byte[] whole = _kept[script.Byte() % _kept.Count];
                    Deliver(_pair.ClientAddress, whole.AsSpan(0, script.Byte() % whole.Length));
                    break;
            }

            Invariant.Require(_pair.Server.Frames.Count <= _framesSent, "no frame is told that was not sent, nor one twice");
            Invariant.Require(_pair.Server.Messages.Count <= _messagesSent, "no message is told that was not sent, nor one twice");
            Invariant.Require(_pair.Server.Peer.Tuples.Count == 1, "no stranger is let in");
        }

        private void CheckAlive()
        {
            _pair.Run(TimeSpan.FromMilliseconds(50));
            int frames = _pair.Server.Frames.Count;
            _pair.SendFrameFromClient([0xFC, 1, 2], _mediaTime += 960);
            _framesSent++;
            bool isSent = _pair.Client.Peer.Send(_channel, "still here"u8, isText: true, _pair.Now);
            _pair.RunUntil(() => _pair.Server.Messages.Any(message => message.Text == "still here"), Patience);
            Invariant.Require(isSent && _pair.Server.Frames.Count == frames + 1, "a frame and a message still arrive");
            Invariant.Require(_pair.Server.Peer.State == PeerState.Connected && _pair.Server.CloseReason is null, "the call goes on");
        }

        // What answers a stranger would be seen here, before the pair's network loses it.
        private void Deliver(TransportTuple source, ReadOnlySpan<byte> datagram)
        {
            _pair.Server.Peer.HandleDatagram(source, datagram.ToArray(), _pair.Now);
            while (_pair.Server.Peer.TryPollTransmit(_buffer, out int length, out TransportTuple destination))
            {
                Invariant.Require(destination == _pair.ClientAddress, "strangers are given nothing");
                _pair.Client.Peer.HandleDatagram(PeerPair.ServerAddress, _buffer.AsSpan(0, length).ToArray(), _pair.Now);
            }
        }

        private TransportTuple Source(byte which) => (which % 3) switch
        {
            0 => _pair.ClientAddress,
            1 => Stranger,
            _ => StrangeTcp,
        };

        private void MakeFrame(byte length)
        {
            byte[] payload = new byte[length + 1];
            payload[0] = 0xFC;
            int size = _pair.Client.Peer.Sender!.Protect(payload, _mediaTime += 960, _buffer);
            _framesSent++;
            Keep(_buffer.AsSpan(0, size));
        }

        // Its datagrams are kept and not sent: the script may do that, and SCTP will.
        private void MakeMessage(byte length)
        {
            if (_pair.Client.Peer.Send(_channel, new byte[length + 1], isText: false, _pair.Now))
            {
                _messagesSent++;
            }

            while (_pair.Client.Peer.TryPollTransmit(_buffer, out int size, out _))
            {
                Keep(_buffer.AsSpan(0, size));
            }
        }

        private void Keep(ReadOnlySpan<byte> datagram)
        {
            // A check from elsewhere is authentic wherever it comes from, and moves the call: that is ICE, and not forgery.
            bool isCheck = datagram[0] < 4;
            if (isCheck)
            {
                Deliver(_pair.ClientAddress, datagram);
            }
            else if (_kept.Count < MaxKept)
            {
                _kept.Add(datagram.ToArray());
            }
        }
    }
}
