using System.Buffers.Binary;
using System.Net;
using System.Text;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: datagrams of strangers, checks of one who knows the password but not the rules, restarts, lost connections and
/// time. The agent answers what is authentic, to where it came from, with no more than three times the bytes; the rest
/// it meets with silence.
/// </summary>
internal sealed class IceLiteAgentTarget : IFuzzTarget
{
    private const int MaxSteps = 256;
    private const int Tuples = 12;
    private const int MaxTuples = 8;
    private const int MaxAmplification = 3;

    private static readonly TransportTuple[] Sources =
        [.. Enumerable.Range(0, Tuples).Select(i => TransportTuple.From(
            i % 4 == 3 ? TransportProtocol.Tcp : TransportProtocol.Udp, new IPEndPoint(i % 4 == 2 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 5000 + i)))];

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. StunSeeds.All.SelectMany(message => (byte[])[0, 1, .. ByteScript.WriteBlock(message)])],
        [.. StunSeeds.All.SelectMany(message => (byte[])[1, 2, 0, 1, .. ByteScript.WriteBlock(message.AsSpan(StunMessage.HeaderLength))]), 2, 0x40, 0, 3, 0],
        [.. Enumerable.Range(0, 12).SelectMany(i => (byte[])[1, (byte)i, 0, 1, .. ByteScript.WriteBlock(StunSeeds.Attributes[2])]), 4, 5, 2, 0xFF, 0xFF],
    ];

    public static IReadOnlyList<byte[]> Words => [.. StunSeeds.Attributes, .. StunSeeds.All];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var run = new Run();
        var script = new ByteScript(data);
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            run.Step(ref script);
        }
    }

    /// <summary>An agent, and what it may do.</summary>
    private sealed class Run
    {
        private readonly byte[] _buffer = new byte[StunMessage.MaxLength];
        private readonly List<IceCredentials> _known = [new IceCredentials(StunSeeds.ServerUfrag, StunSeeds.ServerPassword)];
        private readonly HashSet<TransportTuple> _tuples = [];
        private readonly IceLiteAgent _agent;
        private Instant _now = new(1_000_000_000);

        public Run() => _agent = new IceLiteAgent(_known[0], StunSeeds.ClientUfrag, _now);

        public void Step(ref ByteScript script)
        {
            switch (script.Byte() % 6)
            {
                case 0:
                    Receive(Sources[script.Byte() % Tuples], script.Block());
                    break;
                case 1:
                    TransportTuple source = Sources[script.Byte() % Tuples];
                    ushort type = script.UInt16();
                    Receive(source, Seal(type, script.Block()));
                    break;
                case 2:
                    _now += TimeSpan.FromMilliseconds(script.UInt16());
                    _agent.HandleTimeout(_now);
                    Invariant.Require(_agent.NextTimeout > _now, "what was due is done");
                    break;
                case 3:
                    string ufrag = $"restart{_known.Count}";
                    var credentials = new IceCredentials(ufrag, StunSeeds.ServerPassword + _known.Count);
                    if (_agent.Restart(credentials, StunSeeds.ClientUfrag, _now))
                    {
                        _known.Add(credentials);
                    }

                    break;
                case 4:
                    _agent.RemoveTuple(Sources[script.Byte() % Tuples], _now);
                    break;
                default:
                    _agent.OnMediaAuthenticated(_now);
                    break;
            }

            TakeEvents();
            Invariant.Require(!_agent.TryPollTransmit(_buffer, out _, out _), "a lite agent sends nothing but answers");
        }

        private void Receive(TransportTuple source, ReadOnlySpan<byte> datagram)
        {
            bool wasEnded = _agent.HasEnded;
            bool isAuthentic = IsAuthentic(datagram, out StunTransactionId transaction);
            IceVerdict verdict = _agent.HandleDatagram(source, datagram, _now);
            int bytesOut = 0;
            while (_agent.TryPollTransmit(_buffer, out int length, out TransportTuple destination))
            {
                bytesOut += length;
                Invariant.Require(isAuthentic && !wasEnded, "only who knows the password is answered");
                Invariant.Require(destination == source, "the answer goes to where the question came from");
                bool isRead = StunMessage.TryRead(_buffer.AsSpan(0, length), out StunMessage answer);
                Invariant.Require(isRead && answer.TransactionId == transaction && answer.HasValidFingerprint(), "the answer is one to the question");
            }

            Invariant.Require(bytesOut <= MaxAmplification * datagram.Length, "the answer is no amplifier");
            Invariant.Require(verdict != IceVerdict.Answered || (bytesOut > 0 && _agent.IsValidated(source)), "an answered tuple is known");
        }

        // Not by the agent's own reading of USERNAME: whoever has a key of ours, present or past.
        private bool IsAuthentic(ReadOnlySpan<byte> datagram, out StunTransactionId transaction)
        {
            transaction = default;
            if (!StunMessage.TryRead(datagram, out StunMessage message))
            {
                return false;
            }

            transaction = message.TransactionId;
            foreach (IceCredentials credentials in _known)
            {
                if (message.IsAuthenticatedBy(credentials.Key))
                {
                    return true;
                }
            }

            return false;
        }

        private void TakeEvents()
        {
            while (_agent.TryPollEvent(out IceEvent happened))
            {
                if (happened.Kind == IceEventKind.TupleAdded)
                {
                    Invariant.Require(_tuples.Add(happened.Tuple!.Value), "a tuple is added once");
                }
                else if (happened.Kind == IceEventKind.TupleRemoved)
                {
                    Invariant.Require(_tuples.Remove(happened.Tuple!.Value), "a tuple that is removed was added");
                }
            }

            Invariant.Require(_tuples.Count <= MaxTuples, "tuples are bounded");
            Invariant.Require(_agent.SelectedTuple is not { } selected || _tuples.Contains(selected), "the selected tuple is a known one");
            Invariant.Require(!_agent.HasConsent || _agent.SelectedTuple is not null, "consent is for a tuple");
            Invariant.Require(!_agent.HasEnded || (_tuples.Count == 0 && !_agent.HasConsent), "what has ended holds nothing");
        }

        // A message of any type, with any attributes behind USERNAME, under our key and with a right fingerprint.
        private byte[] Seal(ushort type, ReadOnlySpan<byte> attributes)
        {
            IceCredentials credentials = _known[^1];
            attributes = attributes[..(Math.Min(attributes.Length, 1024) & ~3)];
            byte[] buffer = new byte[StunMessage.MaxLength];
            var writer = new StunWriter(buffer, StunClass.Request, new StunTransactionId(type, 7));
            writer.WriteUsername(credentials.UfragBytes, Encoding.ASCII.GetBytes(StunSeeds.ClientUfrag));
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)(type & 0x3FFF));
            attributes.CopyTo(buffer.AsSpan(writer.Length));
            int length = writer.Length + attributes.Length;
            int sealedLength = length + StunMessage.AttributeHeaderLength + StunIntegrity.Length;
            int wholeLength = sealedLength + StunMessage.AttributeHeaderLength + sizeof(uint);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(length), ((uint)StunAttributeType.MessageIntegrity << 16) | StunIntegrity.Length);
            StunIntegrity.Compute(buffer.AsSpan(0, length), credentials.Key, buffer.AsSpan(sealedLength - StunIntegrity.Length));
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)(wholeLength - StunMessage.HeaderLength));
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(sealedLength), ((uint)StunAttributeType.Fingerprint << 16) | sizeof(uint));
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(wholeLength - sizeof(uint)), StunFingerprint.Compute(buffer.AsSpan(0, sealedLength)));
            return buffer[..wholeLength];
        }
    }
}
