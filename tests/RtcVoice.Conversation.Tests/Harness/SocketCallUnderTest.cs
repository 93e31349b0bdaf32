using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Session;
using RtcVoice.Pacing;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>A call without WebRTC on a virtual clock, and the client at its one connection.</summary>
internal sealed class SocketCallUnderTest : IEventPort, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly CallWorkers _workers;
    private readonly PacingEngine _pacing;
    private readonly SpeechEncoders _encoders = new();
    private readonly SessionClient _client;
    private readonly List<JsonElement> _events = [];

    public SocketCallUnderTest(IVoiceAgent agent, SessionConfig? config = null)
    {
        _pacing = PacingEngine.CreateStepped(options: null, _clock);
        _workers = CallWorkers.CreateStepped(_clock, NullLogger<CallWorkers>.Instance);
        var services = new CallServices
        {
            Pacing = _pacing,
            Workers = _workers,
            Vad = SharedVad.Model,
            Encoders = _encoders,
            AgentName = "scripted",
            Clock = _clock,
            Logger = NullLogger<VoiceCall>.Instance,
        };
        Call = new SocketCall("rtc_test", agent, services, config, () =>
        {
            RoomAsked?.Invoke();
            return HasRoom;
        });
        _client = Call.Session.Attach(this)!;
        Call.Start();
        Run(Tick);
    }

    public SocketCall Call { get; }

    /// <summary>Whether the client's connection takes anything.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>Called by the worker when sound is about to leave.</summary>
    public Action? RoomAsked { get; set; }

    /// <summary>The kinds of what came, in order.</summary>
    public IReadOnlyList<string> Types => [.. _events.Select(TypeOf)];

    /// <summary>The agent's sound that came, at 24 kHz.</summary>
    public short[] Sound =>
    [
        .. Of("response.output_audio.delta").SelectMany(e => MemoryMarshal.Cast<byte, short>(e.GetProperty("delta").GetBytesFromBase64()).ToArray()),
    ];

    /// <summary>Events of a kind.</summary>
    public IReadOnlyList<JsonElement> Of(string type) => [.. _events.Where(e => TypeOf(e) == type)];

    /// <summary>The last event of a kind.</summary>
    public JsonElement Last(string type)
    {
        IReadOnlyList<JsonElement> all = Of(type);
        Assert.That(all, Is.Not.Empty, $"no {type} came, but {string.Join(", ", Types)}");
        return all[^1];
    }

    /// <summary>Says something, and lets the call take it.</summary>
    public void Send(string json)
    {
        Assert.That(SendAsync(json).IsCompleted);
        Run(Tick);
    }

    /// <summary>Says something without letting time pass; completes when the call takes more.</summary>
    public Task SendAsync(string json) => _client.ReceiveAsync(Encoding.UTF8.GetBytes(json), CancellationToken.None).AsTask();

    /// <summary>Says that something cannot be taken.</summary>
    public void Refuse(string code) => _client.Refuse(code, "Send something else.");

    /// <summary>Appends sound of 48 kHz, all at once.</summary>
    public void Append(ReadOnlySpan<short> pcm)
    {
        var resampler = new Resampler(OpusFormat.SampleRate, AudioFormat.PcmRate);
        short[] converted = new short[resampler.GetOutputCount(pcm.Length)];
        resampler.Process(pcm, converted);
        byte[] bytes = new byte[converted.Length * sizeof(short)];
        for (int i = 0; i < converted.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), converted[i]);
        }

        Send($$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(bytes)}}"}""");
    }

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            _clock.Advance(Tick);
            _workers.TickAll();
        }
    }

    /// <summary>Lets time pass until something came so often.</summary>
    public void Await(string type, int count = 1)
    {
        for (int i = 0; i < 1000 && Of(type).Count < count; i++)
        {
            Run(Tick);
        }

        Assert.That(Of(type), Has.Count.GreaterThanOrEqualTo(count), type);
    }

    /// <inheritdoc />
    void IEventPort.Send(ReadOnlyMemory<byte> utf8) => _events.Add(JsonDocument.Parse(utf8).RootElement);

    public void Dispose()
    {
        _client.Dispose();
        Call.HangUp();
        Run(Tick);
        _workers.Dispose();
        _pacing.Dispose();
        _encoders.Dispose();
    }

    private static string TypeOf(JsonElement happening) => happening.GetProperty("type").GetString()!;
}
