using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RtcVoice.TestKit.Voices;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// A session of a <see cref="LiveStandIn"/>. It answers messages as the Gemini Live API does with its own detection of turns
/// switched off: an activity that begins breaks off what is being made and what functions were called, one that ends is
/// answered, and what is out of place closes the connection.
/// </summary>
public sealed class LiveStandInSession : IAsyncDisposable
{
    private const int SoundBytesPerSecond = 24_000 * sizeof(short);

    /// <summary>200 ms that sound like a voice to whoever looks for the words in it: silence says none.</summary>
    private static readonly byte[] Voice = MakeVoice(SoundBytesPerSecond / 5 / sizeof(short));

    private static readonly HashSet<string> SetupFields =
    [
        "model", "generationConfig", "systemInstruction", "tools", "realtimeInputConfig", "sessionResumption",
        "contextWindowCompression", "inputAudioTranscription", "outputAudioTranscription", "historyConfig",
    ];

    private readonly StandInSocket _socket;
    private readonly LiveStandIn _server;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<JsonElement> _messages = new();
    private readonly List<string> _context = [];
    private readonly List<byte[]> _turns = [];
    private readonly List<byte> _sound = [];
    private readonly HashSet<string> _calls = [];
    private readonly StringBuilder _said = new();
    private bool _isSetUp;
    private bool _takesHistory;
    private bool _isActive;
    private bool _isGenerating;
    private int _generations;

    internal LiveStandInSession(StandInSocket socket, LiveStandIn server)
    {
        _socket = socket;
        _server = server;
    }

    /// <summary>What the session was set up with; undefined before.</summary>
    public JsonElement Setup { get; private set; }

    /// <summary>Why the client was sent away, or null.</summary>
    public string? Violation { get; private set; }

    /// <summary>Whether messages go as text instead of bytes.</summary>
    public bool SendsText { get; set; }

    /// <summary>Whether what is broken off is told of by <see cref="InterruptAsync"/> alone.</summary>
    public bool HoldsInterruptions { get; set; }

    /// <summary>All that the client has sent.</summary>
    public IReadOnlyCollection<JsonElement> Messages => _messages;

    /// <summary>What the model has heard and said, oldest first: <c>user: ...</c>, <c>sound 2.0</c>, <c>model: ...</c>, <c>call: ...</c>, <c>output: ...</c>.</summary>
    public IReadOnlyList<string> Context
    {
        get
        {
            lock (_gate)
            {
                return [.. _context];
            }
        }
    }

    /// <summary>The sound of the person's activities that had any: PCM16 at 16 kHz.</summary>
    public IReadOnlyList<byte[]> Turns
    {
        get
        {
            lock (_gate)
            {
                return [.. _turns];
            }
        }
    }

    /// <summary>True while the client is there.</summary>
    public bool IsOpen => !_socket.IsOver;

    /// <summary>Waits until so many answers were wanted.</summary>
    public Task WantedAsync(int count = 1) => Eventually.IsTrueAsync(() => Volatile.Read(ref _generations) >= count, $"answer {count}; {Violation}");

    /// <summary>Waits until so many messages of a kind have come, and gives the last of them.</summary>
    public async Task<JsonElement> MessageAsync(string kind, int count = 1)
    {
        await Eventually.IsTrueAsync(() => Of(kind).Count() >= count, $"{kind} {count}; {Violation}").ConfigureAwait(false);
        return Of(kind).ElementAt(count - 1);
    }

    /// <summary>The client's messages of a kind, such as <c>toolResponse</c> or <c>realtimeInput.text</c>.</summary>
    public IEnumerable<JsonElement> Of(string kind)
    {
        string[] names = kind.Split('.');
        foreach (JsonElement message in _messages)
        {
            if (message.TryGetProperty(names[0], out JsonElement value) && (names.Length == 1 || value.TryGetProperty(names[1], out value)))
            {
                yield return value;
            }
        }
    }

    /// <summary>Says something: words, then sound in pieces of 200 ms, as fast as they go.</summary>
    public async Task SayAsync(string words, TimeSpan sound)
    {
        _said.Append(words);
        await SendAsync(new { serverContent = new { outputTranscription = new { text = words } } }).ConfigureAwait(false);
        for (TimeSpan said = TimeSpan.Zero; said < sound; said += TimeSpan.FromMilliseconds(200))
        {
            object data = new { mimeType = "audio/pcm;rate=24000", data = Voice };
            await SendAsync(new { serverContent = new { modelTurn = new { parts = new[] { new { inlineData = data } } } } }).ConfigureAwait(false);
        }
    }

    /// <summary>Says that all of an answer is there.</summary>
    public Task CompleteAsync()
    {
        _isGenerating = false;
        RememberSaid();
        return SendAsync(new { serverContent = new { generationComplete = true } });
    }

    /// <summary>Ends a turn, and says what it took.</summary>
    /// <param name="reason">Why, or null.</param>
    public Task EndTurnAsync(string? reason = null)
    {
        _isGenerating = false;
        object content = reason is null ? new { turnComplete = true } : new { turnComplete = true, turnCompleteReason = reason };
        return SendAsync(new { serverContent = content, usageMetadata = Usage(6) });
    }

    /// <summary>Gives a whole answer.</summary>
    public async Task AnswerAsync(string words, TimeSpan sound)
    {
        await SayAsync(words, sound).ConfigureAwait(false);
        await CompleteAsync().ConfigureAwait(false);
        await EndTurnAsync().ConfigureAwait(false);
    }

    /// <summary>Calls functions.</summary>
    public Task CallAsync(params (string Id, string Name, string Arguments)[] calls)
    {
        RememberSaid();
        foreach ((string id, string name, string arguments) in calls)
        {
            _calls.Add(id);
            Remember($"call: {name} {arguments}");
        }

        object[] functionCalls = [.. calls.Select(c => new { id = c.Id, name = c.Name, args = JsonElement.Parse(c.Arguments) })];
        return SendAsync(new { toolCall = new { functionCalls }, usageMetadata = Usage(2) });
    }

    /// <summary>Makes out words of the person's.</summary>
    public Task HearAsync(string words) => SendAsync(new { serverContent = new { inputTranscription = new { text = words } } });

    /// <summary>Offers to be taken up again from here.</summary>
    /// <returns>The handle.</returns>
    public async Task<string> OfferHandleAsync()
    {
        string handle = _server.Keep(new LiveStandInHandle(this, Context));
        await SendAsync(new { sessionResumptionUpdate = new { newHandle = handle, resumable = true } }).ConfigureAwait(false);
        return handle;
    }

    /// <summary>Says that the connection will be closed.</summary>
    public Task GoAwayAsync(TimeSpan timeLeft) => SendAsync(new { goAway = new { timeLeft = $"{timeLeft.TotalSeconds}s" } });

    /// <summary>Tells that what was being made is broken off.</summary>
    public async Task InterruptAsync()
    {
        _isGenerating = false;
        _said.Clear();
        await SendAsync(new { serverContent = new { interrupted = true } }).ConfigureAwait(false);
        await SendAsync(new { serverContent = new { turnComplete = true }, usageMetadata = Usage(1) }).ConfigureAwait(false);
    }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(object message) => SendRawAsync(JsonSerializer.SerializeToUtf8Bytes(message));

    /// <summary>Sends whatever.</summary>
    public Task SendRawAsync(byte[] bytes) => _socket.SendAsync(bytes, SendsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary);

    /// <summary>Breaks the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes the connection.</summary>
    public Task CloseAsync(int status, string reason) => _socket.CloseAsync((WebSocketCloseStatus)status, reason);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    internal void Begin() => _socket.Read(async message =>
    {
        if (Violation is null)
        {
            await TakeAsync(message).ConfigureAwait(false);
            _messages.Enqueue(message);
        }
    });

    private Task TakeAsync(JsonElement message)
    {
        JsonProperty only = message.EnumerateObject().Single();
        return only.Name switch
        {
            "setup" when !_isSetUp => SetUpAsync(only.Value),
            _ when !_isSetUp => RefuseAsync("setup must be the first message and be sent only once"),
            "clientContent" when _takesHistory => TakeHistory(only.Value),
            "realtimeInput" when !_takesHistory => TakeInputAsync(only.Value.EnumerateObject().Single()),
            "toolResponse" when !_takesHistory => TakeOutputsAsync(only.Value),
            _ => RefuseAsync($"Request contains an invalid argument: {only.Name}."),
        };
    }

    private async Task SetUpAsync(JsonElement setup)
    {
        if (_server.Refusal is { } refusal)
        {
            Violation = refusal.Reason;
            await CloseAsync(refusal.Status, refusal.Reason).ConfigureAwait(false);
            return;
        }

        if (setup.EnumerateObject().Select(f => f.Name).FirstOrDefault(f => !SetupFields.Contains(f)) is { } unknown)
        {
            await RefuseAsync($"Unknown name \"{unknown}\" at 'setup'.").ConfigureAwait(false);
            return;
        }

        if (setup.GetProperty("sessionResumption").TryGetProperty("handle", out JsonElement shown))
        {
            if (_server.Find(shown.GetString()!) is not { } handle)
            {
                await CloseAsync(1008, "Requested entity was not found.").ConfigureAwait(false);
                return;
            }

            if (handle.Session.IsOpen)
            {
                await CloseAsync(1011, "The session is in use.").ConfigureAwait(false);
                return;
            }

            _context.AddRange(handle.Context);
        }

        Setup = setup;
        _isSetUp = true;
        _takesHistory = setup.TryGetProperty("historyConfig", out JsonElement history) && history.GetProperty("initialHistoryInClientContent").GetBoolean();
        await SendAsync(new { setupComplete = new { } }).ConfigureAwait(false);
    }

    private Task TakeHistory(JsonElement content)
    {
        foreach (JsonElement turn in content.GetProperty("turns").EnumerateArray())
        {
            Remember($"{turn.GetProperty("role").GetString()}: {turn.GetProperty("parts")[0].GetProperty("text").GetString()}");
        }

        _takesHistory = !content.GetProperty("turnComplete").GetBoolean();
        return Task.CompletedTask;
    }

    private Task TakeInputAsync(JsonProperty input)
    {
        switch (input.Name)
        {
            case "activityStart" when !_isActive:
                return BeginActivityAsync();
            case "activityEnd" when _isActive:
                _isActive = false;
                KeepSound();
                _isGenerating = true;
                Interlocked.Increment(ref _generations);
                return Task.CompletedTask;
            case "text" when _isActive:
                Remember($"user: {input.Value.GetString()}");
                return Task.CompletedTask;
            case "audio" when _isActive && input.Value.GetProperty("mimeType").GetString() == "audio/pcm;rate=16000":
                _sound.AddRange(input.Value.GetProperty("data").GetBytesFromBase64());
                return Task.CompletedTask;
            default:
                return RefuseAsync($"{input.Name} is out of place.");
        }
    }

    private async Task BeginActivityAsync()
    {
        _isActive = true;
        if (_calls.Count > 0)
        {
            string[] ids = [.. _calls];
            _calls.Clear();
            await SendAsync(new { toolCallCancellation = new { ids } }).ConfigureAwait(false);
        }

        if (_isGenerating && !HoldsInterruptions)
        {
            await InterruptAsync().ConfigureAwait(false);
        }
    }

    private Task TakeOutputsAsync(JsonElement response)
    {
        foreach (JsonElement output in response.GetProperty("functionResponses").EnumerateArray())
        {
            if (!_calls.Remove(output.GetProperty("id").GetString()!))
            {
                return RefuseAsync("A function response answers no call.");
            }

            Remember($"output: {output.GetProperty("name").GetString()} {output.GetProperty("response").GetRawText()}");
        }

        if (_calls.Count == 0)
        {
            _isGenerating = true;
            Interlocked.Increment(ref _generations);
        }

        return Task.CompletedTask;
    }

    private void KeepSound()
    {
        if (_sound.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _context.Add(FormattableString.Invariant($"sound {_sound.Count / 32_000.0:F1}"));
            _turns.Add([.. _sound]);
        }

        _sound.Clear();
    }

    private void RememberSaid()
    {
        if (_said.Length > 0)
        {
            Remember($"model: {_said}");
            _said.Clear();
        }
    }

    private void Remember(string what)
    {
        lock (_gate)
        {
            _context.Add(what);
        }
    }

    private Task RefuseAsync(string reason)
    {
        Violation = reason;
        return CloseAsync(1007, reason);
    }

    private static byte[] MakeVoice(int samples) =>
        [.. Enumerable.Range(0, samples).SelectMany(i => BitConverter.GetBytes((short)(8000 * SeededNoise.Symmetric(2, (ulong)i))))];

    private static object Usage(int prompt) => new
    {
        promptTokenCount = prompt + 4,
        cachedContentTokenCount = 2,
        responseTokenCount = 15,
        thoughtsTokenCount = 5,
        totalTokenCount = prompt + 24,
        promptTokensDetails = new[] { new { modality = "AUDIO", tokenCount = prompt } },
        responseTokensDetails = new[] { new { modality = "AUDIO", tokenCount = 15 } },
    };
}
