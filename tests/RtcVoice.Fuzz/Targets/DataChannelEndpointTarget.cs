using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.TestKit.Peers;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: the SCTP of a hostile browser, which has the keys, chunk by chunk, and what our side does meanwhile. What is told
/// of channels makes sense (opened, then messages, then closed), what is held is bounded, and each packet is answered by few.
/// </summary>
internal sealed class DataChannelEndpointTarget : IFuzzTarget
{
    private const int MaxSteps = 256;

    private static readonly byte[] Open = [3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, .. "fuzz"u8];

    public static IEnumerable<byte[]> Seeds =>
    [
        [0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open), 0, 0, 0, 1, 0, 51, .. ByteScript.WriteBlock("hello"u8), 0, 0, 0, 2, 0, 57, 0, 1, 0, 4, 1, 1, 6, 0, 0, 5, 2, 4, 2, 0, 6, 1],
        [.. Enumerable.Range(0, 40).SelectMany(i => (byte[])[0, 0, (byte)(2 * i), 0, 0, 50, .. ByteScript.WriteBlock(Open)]), 5, 1, 4, 0],
        [0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open), 2, 0, 1, 3, 0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open), 2, 0, 1, 2, 0, 1],
        [.. Resets(4)],
        [7, 0, 5, 1, 0, 0, 1, 0, 0, 50, 0, 1, 2, 7, 1, 5, 0, 4, 8, 0, 6, 2, 6, 3, .. SctpSeeds.Chunks.SelectMany(chunk => (byte[])[1, .. ByteScript.WriteBlock(chunk)])],
    ];

    public static IReadOnlyList<byte[]> Words { get; } =
        [[0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open)], [2, 0, 1], [3, 0, 1], [5, 0], .. SctpSeeds.Chunks.Select(chunk => (byte[])[1, .. ByteScript.WriteBlock(chunk)])];

    // A channel, its reset, its successor, and resets of that.
    private static IEnumerable<byte> Resets(int count) =>
        [0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open), 2, 0, 1, 0, 0, 0, 0, 0, 50, .. ByteScript.WriteBlock(Open), .. Enumerable.Repeat((byte[])[2, 0, 1], count).SelectMany(reset => reset)];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        var run = new Run();
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            run.Step(ref script);
        }
    }

    /// <summary>An endpoint in an association with the script.</summary>
    private sealed class Run
    {
        private const uint Tag = 0x0BAD_CAFE;
        private const int MaxAnswers = 64;

        // A message takes that much of what may be held, and one reset may stand behind it.
        private const int MaxKeptEvents = 2 * MaxReassemblyBytes / ReassemblyQueue.FragmentOverhead;
        private const int MaxReassemblyBytes = 32 * 1024;
        private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(5);

        private static readonly DataChannelOptions Options = new()
        {
            MaxChannels = 8,
            Sctp = new SctpOptions { MaxStreams = 64, SendBufferBytes = 32 * 1024, ReceiveWindowBytes = 16 * 1024, MaxReassemblyBytes = MaxReassemblyBytes },
        };

        private readonly DataChannelEndpoint _endpoint;
        private readonly Dictionary<ushort, string> _open = [];
        private readonly byte[] _buffer = new byte[1500];
        private Instant _now = new(1_000_000_000);
        private uint _theirTag;
        private byte[] _cookie = [];
        private Tsn _firstTsn;
        private Tsn _lastReceived;
        private Tsn _nextTsn = new(0xFFFF_FFFE);
        private Tsn _nextRequest = new(0xFFFF_FFFE);
        private bool _isOver;

        public Run()
        {
            var random = new SeededRandom(1);
            _endpoint = new DataChannelEndpoint(Options, bytes => random.GetBytes(bytes));
            var parameters = new PeerParameters(Tag, 8_000, 64, 64, _nextTsn, HasForwardTsn: true, HasReConfig: true);
            Send(InitChunk.Create(ChunkType.Init, parameters, [], []), tag: 0);
            Send(Chunk.Create(ChunkType.CookieEcho, 0, _cookie), _theirTag);
            Invariant.Require(_endpoint.IsUp, "a browser can connect");
        }

        public void Step(ref ByteScript script)
        {
            switch (script.Byte() % 8)
            {
                case 0:
                    SendData(ref script);
                    break;
                case 1:
                    Send(script.Block(), _theirTag);
                    break;
                case 2:
                    ushort[] streams = [.. Enumerable.Repeat((ushort)script.Byte(), script.Byte())];
                    Send(OutgoingResetRequest.Create(_nextRequest, _nextRequest, _nextTsn.Previous, streams), _theirTag);
                    _nextRequest = _nextRequest.Next;
                    break;
                case 3:
                    uint number = _firstTsn.Value + script.Byte();
                    Send(new ReConfigResponse(new Tsn(number), (ResetResult)script.Byte()).ToChunk(), _theirTag);
                    break;
                case 4:
                    _now += TimeSpan.FromMilliseconds(script.UInt16() % MaxStep.TotalMilliseconds);
                    _endpoint.HandleTimeout(_now);
                    Drain();
                    Invariant.Require(_endpoint.NextTimeout > _now, "what was due is done");
                    break;
                case 5:
                    Act(script.Byte());
                    break;
                case 6:
                    Tsn acknowledged = new(_lastReceived.Value - script.Byte());
                    byte[] sack = new byte[12];
                    BinaryPrimitives.WriteUInt32BigEndian(sack, acknowledged.Value);
                    sack[6] = script.Byte();
                    Send(Chunk.Create(ChunkType.Sack, 0, sack), _theirTag);
                    break;
                default:
                    byte which = script.Byte();
                    _nextTsn = new Tsn(_nextTsn.Value + (which & 3u));
                    Send(Write((ref SctpPacketWriter packet) => ForwardTsnChunk.Write(ref packet, _nextTsn.Previous, [new SkippedStream((ushort)(which >> 2), default)])), _theirTag);
                    break;
            }
        }

        private void SendData(ref ByteScript script)
        {
            byte flags = (byte)(script.Byte() ^ (DataChunk.FirstFragmentFlag | DataChunk.LastFragmentFlag));
            byte stream = script.Byte();
            ushort number = script.Byte();
            byte skip = script.Byte();
            uint protocol = script.Byte();
            byte[] payload = script.Block() is var block && block.Length > 1100 ? block[..1100].ToArray() : block.ToArray();
            _nextTsn = new Tsn(_nextTsn.Value + skip);
            Tsn tsn = _nextTsn;
            _nextTsn = _nextTsn.Next;
            Send(Write((ref SctpPacketWriter packet) => DataChunk.Write(ref packet, flags, tsn, stream, new Ssn(number), protocol, payload)), _theirTag);
        }

        private void Act(byte what)
        {
            ushort channel = (ushort)(what >> 3);
            switch (what % 4)
            {
                case 0:
                    _ = _endpoint.TryOpen("ours", default, _now, out _);
                    break;
                case 1:
                    _ = _endpoint.TrySend(channel, new byte[what * 8], isText: true, _now);
                    break;
                case 2:
                    _endpoint.Close(channel, _now);
                    break;
                default:
                    _ = _endpoint.TrySend(channel, [], isText: false, _now);
                    break;
            }

            Drain();
        }

        private void Send(ReadOnlySpan<byte> chunks, uint tag)
        {
            byte[] packet = [.. new byte[SctpCommonHeader.Length], .. chunks];
            new SctpCommonHeader(5000, 5000, tag).Write(packet);
            SctpCommonHeader.Seal(packet);
            _endpoint.HandleDatagram(packet, _now);
            Drain();
        }

        private void Drain()
        {
            int packets = 0;
            bool isBusy = true;
            while (isBusy)
            {
                isBusy = TakeEvents();
                while (_endpoint.TryPollTransmit(_buffer, out int length))
                {
                    isBusy = true;
                    Invariant.Require(++packets <= MaxAnswers, "few packets come of one");
                    Learn(_buffer.AsSpan(0, length));
                }
            }

            Invariant.Require(_endpoint.Statistics.ReceiveBufferBytes <= Options.Sctp.MaxReassemblyBytes, "what is received is bounded");
            Invariant.Require(_endpoint.KeptEvents <= MaxKeptEvents, "what is kept for later is bounded");
            Invariant.Require(_endpoint.ChannelCount <= Options.Sctp.MaxStreams && _open.Count <= Options.MaxChannels, "channels are bounded");
        }

        private bool TakeEvents()
        {
            bool any = false;
            while (_endpoint.TryPollEvent(out DataChannelEvent happened))
            {
                any = true;
                Invariant.Require(!_isOver, "nothing follows the end");
                switch (happened.Kind)
                {
                    case DataChannelEventKind.ChannelOpened:
                        Invariant.Require(_open.TryAdd(happened.ChannelId, happened.Label), "a channel opens once");
                        break;
                    case DataChannelEventKind.Message:
                        Invariant.Require(_open.ContainsKey(happened.ChannelId), "messages come of open channels");
                        break;
                    case DataChannelEventKind.ChannelClosed:
                        // One that we opened and the peer never confirmed is closed without having been opened.
                        Invariant.Require(_open.Remove(happened.ChannelId) || happened.ChannelId % 2 == 1, "a channel that closes was open");
                        break;
                    case DataChannelEventKind.AssociationClosed:
                        Invariant.Require(_open.Count == 0, "channels end before their association");
                        _isOver = true;
                        break;
                    default:
                        break;
                }
            }

            return any;
        }

        private void Learn(ReadOnlySpan<byte> packet)
        {
            bool isPacket = SctpCommonHeader.TryRead(packet, out _) && Chunk.AreWellFormed(packet[SctpCommonHeader.Length..]);
            Invariant.Require(isPacket && packet.Length <= Options.Sctp.MaxPacketSize, "what we send is a packet");
            ReadOnlySpan<byte> rest = packet[SctpCommonHeader.Length..];
            while (Chunk.TryTake(ref rest, out Chunk chunk))
            {
                if (chunk.Type == ChunkType.InitAck && _cookie.Length == 0 && InitChunk.TryRead(chunk, out InitChunk ack))
                {
                    _theirTag = ack.Parameters.Tag;
                    _cookie = ack.Cookie.ToArray();
                    _firstTsn = ack.Parameters.InitialTsn;
                    _lastReceived = _firstTsn.Previous;
                }
                else if (chunk.Type == ChunkType.Data && DataChunk.TryRead(chunk, out DataChunk data))
                {
                    _lastReceived = data.Tsn;
                }
            }
        }

        private static byte[] Write(Content write)
        {
            byte[] buffer = new byte[1200];
            var writer = new SctpPacketWriter(buffer, default);
            write(ref writer);
            return buffer[SctpCommonHeader.Length..writer.Finish()];
        }

        private delegate void Content(ref SctpPacketWriter packet);
    }
}
