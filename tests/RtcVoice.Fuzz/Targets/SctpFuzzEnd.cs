using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Sctp;
using RtcVoice.TestKit.Peers;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// An association that notes what it sent and checks what it receives against what the other one sent. Streams 0 and 1 are
/// reliable and ordered, 2 is reliable and unordered, 3 to 5 give up in the ways that there are.
/// </summary>
internal sealed class SctpFuzzEnd
{
    /// <summary>Longer messages than the buffers below hold add nothing.</summary>
    public const int MaxMessageLength = 8 * 1024;

    private const int HeaderLength = 6;
    private const int Streams = 6;
    private readonly List<int>[] _sent = [.. Enumerable.Range(0, Streams).Select(_ => new List<int>())];
    private readonly int[] _nextExpected = new int[Streams];
    private readonly HashSet<int> _receivedUnordered = [];

    public SctpFuzzEnd(int seed)
    {
        var random = new SeededRandom(seed);
        Association = new SctpAssociation(Options, bytes => random.GetBytes(bytes));
    }

    /// <summary>Small, so that a script of a few hundred bytes reaches every bound.</summary>
    public static SctpOptions Options { get; } = new()
    {
        MaxStreams = 64,
        SendBufferBytes = 64 * 1024,
        ReceiveWindowBytes = 16 * 1024,
        MaxReassemblyBytes = 32 * 1024,
        MaxIncomingMessageSize = MaxMessageLength,
        MaxOutgoingMessageSize = MaxMessageLength,
    };

    public SctpAssociation Association { get; }

    /// <summary>While set, messages are left in the association.</summary>
    public bool IsReadingPaused { get; set; }

    public bool IsEnded => Association.State == SctpState.Ended;

    /// <summary>Sends a message that says of itself which it is.</summary>
    public void Send(int stream, int length, Instant now)
    {
        length = Math.Max(length, HeaderLength);
        byte[] message = Message(stream, _sent[stream].Count, length);
        SendOptions options = stream switch
        {
            2 => new SendOptions(IsUnordered: true),
            3 => new SendOptions(MaxRetransmits: 0),
            4 => new SendOptions(Lifetime: TimeSpan.FromMilliseconds(300)),
            5 => new SendOptions(IsUnordered: true, MaxRetransmits: 1),
            _ => default,
        };
        if (Association.TrySend((ushort)stream, 53, message, options, now) == SendResult.Queued)
        {
            _sent[stream].Add(length);
        }
    }

    /// <summary>True when every reliable message of the other end has come.</summary>
    public bool HasReceivedAll(SctpFuzzEnd other) =>
        _nextExpected[0] == other._sent[0].Count && _nextExpected[1] == other._sent[1].Count && _receivedUnordered.Count == other._sent[2].Count;

    /// <summary>Takes events; true when there was one.</summary>
    public bool TakeEvents(SctpFuzzEnd other, bool isChecked)
    {
        bool any = false;
        while (!IsReadingPaused && Association.TryPollEvent(out SctpEvent happened))
        {
            any = true;
            if (happened.Kind == SctpEventKind.Message)
            {
                Invariant.Require(happened.Payload.Length is > 0 and <= MaxMessageLength, "a message has a length");
                if (isChecked)
                {
                    Check(happened, other);
                }

                Association.Release(happened.Payload);
            }
        }

        return any;
    }

    /// <summary>What it holds is bounded, whatever the other end does.</summary>
    public void CheckBounds()
    {
        Invariant.Require(Association.Statistics.ReceiveBufferBytes <= Options.MaxReassemblyBytes, "what is received is bounded");
        Invariant.Require(Association.Statistics.ReceiveBufferBytes >= 0 && Association.Statistics.BytesInFlight >= 0, "nothing is given back twice");
        int buffered = 0;
        for (ushort stream = 0; stream < Streams; stream++)
        {
            int amount = Association.BufferedAmount(stream);
            Invariant.Require(amount >= 0, "nothing is acknowledged twice");
            buffered += amount;
        }

        Invariant.Require(buffered <= Options.SendBufferBytes, "what is to be sent is bounded");
    }

    private void Check(in SctpEvent message, SctpFuzzEnd other)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        int stream = message.StreamId;
        Invariant.Require(stream < Streams && payload.Length >= HeaderLength, "a message was sent");
        int number = BinaryPrimitives.ReadInt32BigEndian(payload);
        bool wasSent = number >= 0 && number < other._sent[stream].Count && other._sent[stream][number] == payload.Length;
        Invariant.Require(wasSent && payload.SequenceEqual(Message(stream, number, payload.Length)), "a message is what was sent");
        if (stream is 2 or 5)
        {
            Invariant.Require(stream == 5 || _receivedUnordered.Add(number), "an unordered message comes once");
            return;
        }

        int expected = _nextExpected[stream];
        Invariant.Require(stream is 3 or 4 ? number >= expected : number == expected, "ordered messages come in order, and reliable ones all");
        _nextExpected[stream] = number + 1;
    }

    private static byte[] Message(int stream, int number, int length)
    {
        byte[] message = new byte[length];
        message.AsSpan().Fill((byte)(number + stream));
        BinaryPrimitives.WriteInt32BigEndian(message, number);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), (ushort)stream);
        return message;
    }
}
