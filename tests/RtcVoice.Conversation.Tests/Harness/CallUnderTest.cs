using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Storage;
using RtcVoice.Conversation.Tools;
using RtcVoice.Conversation.Turns;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>A call on a virtual clock: the test moves the time, and the pacer and the worker do what is due in it.</summary>
internal sealed class CallUnderTest : IDisposable
{
    private const int TickMilliseconds = 10;
    private const int FrameMilliseconds = 20;
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly CallWorkers _workers;
    private readonly PacingEngine _pacing;
    private readonly SpeechEncoders _encoders = new();
    private readonly OpusEncoder _voice = new();
    private readonly byte[] _packet = new byte[OpusFormat.MaxFramePacketBytes];
    private readonly short[] _frame = new short[OpusFormat.FrameSamples];
    private readonly Queue<(Instant Due, long Sequence, byte[] Packet)> _late = new();
    private ReadOnlyMemory<short> _toSay;
    private long _sequence;
    private int _milliseconds;

    public CallUnderTest(IVoiceAgent agent, SessionConfig? config = null, SessionLimits? limits = null, InterruptionOptions? interruption = null, IConversationStore? store = null, params ServerTool[] tools)
    {
        _pacing = PacingEngine.CreateStepped(options: null, Clock);
        _workers = CallWorkers.CreateStepped(Clock, NullLogger<CallWorkers>.Instance);
        var services = new CallServices
        {
            Pacing = _pacing,
            Workers = _workers,
            Vad = SharedVad.Model,
            Encoders = _encoders,
            AgentName = "scripted",
            Tools = tools,
            Limits = limits ?? SessionLimits.Default,
            Interruption = interruption ?? InterruptionOptions.Default,
            Store = store,
            Clock = Clock,
            Logger = NullLogger<VoiceCall>.Instance,
        };
        Call = new VoiceCall("rtc_test", Peer, agent, services, config);
        Peer.Observe(Call);
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakePeer Peer { get; } = new();

    public VoiceCall Call { get; }

    /// <summary>Whether frames that have left are kept; a long call would fill the memory that it measures.</summary>
    public bool KeepsWhatIsSent { get; init; } = true;

    public Instant Now => Clock.GetInstant();

    /// <summary>Whether one in ten of the browser's frames comes 100 ms late, so that the jitter buffer waits for it.</summary>
    public bool HasJitter { get; init; }

    /// <summary>Lets the connection come up.</summary>
    public void Connect() => Peer.Observer.OnConnected();

    /// <summary>Lets the connection come up, and the browser open its channel of events.</summary>
    public EventLog ConnectWithEvents()
    {
        Connect();
        var log = new EventLog(this, channel: 1);
        log.Open();
        return log;
    }

    /// <summary>Lets the person speak from now on: 48 kHz; silence when it is over.</summary>
    public void LetPersonSay(ReadOnlyMemory<short> pcm) => _toSay = pcm;

    /// <summary>Lets time pass, with a frame from the browser every 20 ms.</summary>
    public void Run(TimeSpan time)
    {
        for (int i = 0; i < time.TotalMilliseconds; i++)
        {
            Clock.Advance(Step);
            if (++_milliseconds % FrameMilliseconds == 0)
            {
                SendFrameOfPerson();
            }

            _pacing.RunDueSlots();
            if (!KeepsWhatIsSent)
            {
                Peer.Sent.Clear();
            }

            if (_milliseconds % TickMilliseconds == 0)
            {
                _workers.TickAll();
            }
        }
    }

    /// <summary>Lets time pass until something is so.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan patience)
    {
        Instant end = Now + patience;
        while (!condition())
        {
            Assert.That(Now, Is.LessThan(end), "in vain");
            Run(TimeSpan.FromMilliseconds(FrameMilliseconds));
        }
    }

    /// <summary>What the browser would have heard of all that was sent.</summary>
    public short[] Heard()
    {
        using var decoder = new OpusDecoder();
        var heard = new List<short>();
        short[] pcm = new short[OpusFormat.FrameSamples];
        foreach ((_, byte[] frame, _) in Peer.Sent)
        {
            Assert.That(decoder.TryDecode(frame, pcm, out int samples));
            heard.AddRange(pcm[..samples]);
        }

        return [.. heard];
    }

    public void Dispose()
    {
        Peer.End(PeerCloseReason.ClosedByPeer);
        Run(TimeSpan.FromMilliseconds(50));
        _workers.Dispose();
        _pacing.Dispose();
        _encoders.Dispose();
        _voice.Dispose();
    }

    private void SendFrameOfPerson()
    {
        int count = Math.Min(_toSay.Length, _frame.Length);
        _toSay.Span[..count].CopyTo(_frame);
        _frame.AsSpan(count).Clear();
        _toSay = _toSay[count..];
        int length = _voice.Encode(_frame, _packet);
        long sequence = _sequence++;
        if (HasJitter && sequence % 10 == 9)
        {
            _late.Enqueue((Now + Lateness, sequence, _packet[..length]));
        }
        else
        {
            Deliver(sequence, _packet.AsSpan(0, length));
        }

        while (_late.TryPeek(out var late) && late.Due <= Now)
        {
            Deliver(late.Sequence, _late.Dequeue().Packet);
        }
    }

    private void Deliver(long sequence, ReadOnlySpan<byte> packet) =>
        Peer.Observer.OnFrame(new ReceivedFrame(sequence, sequence * OpusFormat.FrameSamples, Now, packet));
}
