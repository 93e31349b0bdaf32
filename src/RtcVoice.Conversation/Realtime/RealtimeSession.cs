using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Conversation.Turns;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>
/// One conversation by the Realtime API: its configuration, its items, the response that is under way, and its clients.
/// The call's worker owns it: clients, agents and the network leave what they want done, and <see cref="Tick"/> does it,
/// so that every change is one step and events have one order. It has no sound of its own: that comes in turns by the
/// <see cref="InputAudioBuffer"/> and leaves by an <see cref="IVoiceOutput"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing to dispose of; its token outlives the call.")]
public sealed partial class RealtimeSession : IAgentCall
{
    /// <summary>Events that an agent has not read; one that reads none loses the oldest.</summary>
    private const int MaxUnreadEvents = 1024;

    /// <summary>Letters of an id's token: 48 bits, so that two calls of a server never share one.</summary>
    private const int TokenLength = 12;

    private readonly CallServices _services;
    private readonly IVoiceAgent _agent;
    private readonly IVoiceOutput _output;

    /// <summary>The output, where it is one that we pace; null where the client plays at its own.</summary>
    private readonly IPacedOutput? _paced;
    private readonly InputAudioBuffer _input;

    /// <summary>Hears a person who cuts in first; null where sound does not come in frames.</summary>
    private readonly EarlyEar? _earlyEar;
    private readonly AppendedAudio? _appended;
    private readonly Action _wake;
    private readonly Action _hangUp;
    private readonly Mailbox _mailbox;
    private readonly SessionIds _ids;
    private readonly ConversationJournal? _journal;
    private readonly ItemList _items;
    private readonly Dictionary<string, Utterance> _utterances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _turnLengths = new(StringComparer.Ordinal);
    private readonly SpokenMessages _spoken = new();
    private readonly List<SessionClient> _clients = [];
    private readonly EarlyEvents _early = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Channel<AgentEvent> _agentEvents = Channel.CreateBounded<AgentEvent>(
        new BoundedChannelOptions(MaxUnreadEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private volatile SessionConfig _config;

    /// <summary>The conversation as it stood at the end; null before.</summary>
    private volatile IReadOnlyList<HeardItem>? _last;
    private int _clientCount;
    private Instant _now;

    /// <summary>Makes the session of a call.</summary>
    /// <param name="id">The call's identifier.</param>
    /// <param name="services">What all calls share.</param>
    /// <param name="agent">Who answers.</param>
    /// <param name="config">What it is configured to at first.</param>
    /// <param name="output">Where the agent's sound goes.</param>
    /// <param name="input">Where the person's sound comes from.</param>
    /// <param name="early">Hears a person who cuts in first; null where sound does not come in frames.</param>
    /// <param name="appended">Takes sound that comes in events; null where it comes otherwise.</param>
    /// <param name="wake">Has <see cref="Tick"/> called soon; must not block. Any thread.</param>
    /// <param name="hangUp">Ends the call. Any thread.</param>
    internal RealtimeSession(
        string id,
        CallServices services,
        IVoiceAgent agent,
        SessionConfig config,
        IVoiceOutput output,
        InputAudioBuffer input,
        EarlyEar? early,
        AppendedAudio? appended,
        Action wake,
        Action hangUp)
    {
        Id = id;
        _services = services;
        _agent = agent;
        _config = config;
        _output = output;
        _paced = output as IPacedOutput;
        _isHeard = IsHeard;
        _input = input;
        _earlyEar = early;
        _appended = appended;
        _wake = wake;
        _hangUp = hangUp;
        _mailbox = new Mailbox(wake);
        _tally = new SpeechTally(output);
        _latencies = new TurnLatencies(output, services.Clock);
        _journal = services.Store is { } store ? new ConversationJournal(id, store, services.Clock) : null;
        _items = new ItemList(_journal);
        string token = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..TokenLength];
        _ids = new SessionIds(token);
        _input.Detection = config.Audio.Input.TurnDetection;
        _input.IsLed = agent.FindsTurns;
    }

    /// <summary>The call's identifier.</summary>
    public string Id { get; }

    /// <inheritdoc />
    public SessionConfig Session => _config;

    /// <summary>Adds a client, which is told of the session at once. Any thread.</summary>
    /// <returns>The client; to be disposed when its connection ends. Null when the session has as many as it takes.</returns>
    public SessionClient? Attach(IEventPort port) => Attach(port, isCaller: false);

    /// <summary>Adds the caller's own client, which is told besides, once it is ready, what has happened since the call began. Any thread.</summary>
    /// <returns>The client; to be disposed when its connection ends. Null when the session has as many as it takes.</returns>
    internal SessionClient? AttachCaller(IEventPort port) => Attach(port, isCaller: true);

    /// <inheritdoc />
    public IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation) => _agentEvents.Reader.ReadAllAsync(cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<UserSound> ListenAsync(CancellationToken cancellation) => _input.Tap.ListenAsync(cancellation);

    /// <inheritdoc />
    public void WriteLiveTranscript(string words) => _mailbox.Post(() => OnLiveTranscript(words));

    /// <inheritdoc />
    public void WriteUserTranscript(string itemId, string delta) => _mailbox.Post(() => OnUserTranscript(itemId, delta));

    /// <inheritdoc />
    public void CompleteUserTranscript(string itemId, string transcript) => _mailbox.Post(() => OnUserTranscriptWhole(itemId, transcript));

    /// <inheritdoc />
    public void FailUserTranscript(string itemId, string code, string message) => _mailbox.Post(() => OnUserTranscriptFailed(itemId, code, message));

    /// <inheritdoc />
    public void ReportError(string code, string message) =>
        _mailbox.Post(() => Emit(new ErrorEvent { Error = new ErrorBody { Type = "server_error", Code = code, Message = message } }));

    internal string ConversationId => _ids.Only("conv");

    internal void Detach(SessionClient client) => _mailbox.Post(() =>
    {
        if (_clients.Remove(client))
        {
            Interlocked.Decrement(ref _clientCount);
        }
    });

    internal void Wake() => _wake();

    /// <summary>Lets the agent take the call.</summary>
    internal void Start() => _ = RunAgentAsync();

    /// <summary>Does what clients and agents have left to be done, and what is due; the worker's thread.</summary>
    internal void Tick(Instant now)
    {
        _now = now;
        _appended?.StartTick();
        ListenForTurns();
        _mailbox.Drain();
        foreach (SessionClient client in _clients)
        {
            CarryOut(client);
        }

        _early.ReleaseWhenDue(now);
        FollowOutput();
        _latencies.Follow(now);
        CheckIdle();
        Record();
    }

    /// <summary>The conversation as it stands, or stood when the call ended. Any thread.</summary>
    public Task<IReadOnlyList<HeardItem>> DescribeAsync() => AskAsync(Describe, () => _last);

    /// <summary>The call is over; the worker's thread, or any once it ticks no more.</summary>
    internal async Task EndAsync()
    {
        BreakOffSounding();
        _last = Describe();
        _lastProgress = Progress();
        _journal?.End(_items, ToRecord);
        _agentEvents.Writer.TryComplete();
        _input.Tap.Complete();
        _active?.Close();
        await _over.CancelAsync().ConfigureAwait(false);
        while (_waitingAgent.TryDequeue(out TaskCompletionSource<AgentResponse>? waiting))
        {
            waiting.TrySetCanceled();
        }
    }

    // What the owner knows now, or knew when the call ended.
    private async Task<T> AskAsync<T>(Func<T> know, Func<T?> last)
        where T : class
    {
        if (last() is { } known)
        {
            return known;
        }

        var asked = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration over = _over.Token.Register(() => asked.TrySetResult(last()!));
        _mailbox.Post(() => asked.TrySetResult(know()));
        return await asked.Task.ConfigureAwait(false);
    }

    private IReadOnlyList<HeardItem> Describe() => [.. _items.Snapshot().Select(Describe)];

    private HeardItem Describe(ConversationItem item)
    {
        var heard = HeardItem.Of(item, _utterances.GetValueOrDefault(item.Id));
        return PositionOf(item.Id) is { } position ? heard with { Heard = position.Heard, Position = position } : heard;
    }

    private SessionView View() => SessionView.Of(_ids.Only("sess"), _config, _services.AgentName);

    private SessionClient? Attach(IEventPort port, bool isCaller)
    {
        ArgumentNullException.ThrowIfNull(port);
        if (Interlocked.Increment(ref _clientCount) > _services.Limits.MaxClients)
        {
            Interlocked.Decrement(ref _clientCount);
            return null;
        }

        var client = new SessionClient(this, port, _services.Clock, _services.Limits);
        _mailbox.Post(() =>
        {
            _clients.Add(client);
            Send(client, new SessionCreated { Session = View() });
            Send(client, new ConversationCreated { Conversation = new ConversationView(ConversationId) });
            if (isCaller)
            {
                _early.Await(client, _now);
            }
        });
        return client;
    }

    private void Emit(ServerEvent happening)
    {
        if (_clients.Count == 0 && !_early.AreKept)
        {
            return;
        }

        byte[] utf8 = EventJson.Write(happening with { EventId = _ids.Next("event") });
        // How the session is configured every client is told at once; the caller's waits for it before it listens.
        bool isEarly = _early.AreKept && happening is not SessionUpdated;
        foreach (SessionClient client in _clients)
        {
            if (!isEarly || !_early.AreFor(client))
            {
                client.Send(utf8);
            }
        }

        if (isEarly)
        {
            _early.Add(utf8);
        }
    }

    private void Send(SessionClient client, ServerEvent happening) =>
        client.Send(EventJson.Write(happening with { EventId = _ids.Next("event") }));

    private void Tell(AgentEvent happening) => _agentEvents.Writer.TryWrite(happening);

    private async Task RunAgentAsync()
    {
        // Off the caller's thread before the agent's first line runs.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _agent.RunAsync(this, _over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The person hung up, which is how calls end.
        }
        catch (Exception e)
        {
            LogAgentFault(e, Id);
            _hangUp();
        }
    }
}
