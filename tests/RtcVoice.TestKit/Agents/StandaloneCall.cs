using System.Collections.Concurrent;
using System.Threading.Channels;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Agents;

/// <summary>A call for an agent alone: no browser, no session, no pacer; what the agent answers is kept.</summary>
public sealed class StandaloneCall : IAgentCall, IAsyncDisposable
{
    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>();
    private readonly ConcurrentQueue<RecordedResponse> _responses = new();
    private readonly CancellationTokenSource _hangUp = new();

    /// <inheritdoc />
    public string Id => "rtc_alone";

    /// <inheritdoc />
    public SessionConfig Session { get; init; } = SessionConfig.Default;

    /// <summary>The agent's run.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>What the agent made out of the person's words: item and transcript.</summary>
    public ConcurrentQueue<(string ItemId, string Transcript)> Transcripts { get; } = new();

    /// <summary>Errors that the agent has reported, by their codes.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Lets an agent take the call.</summary>
    public void Start(IVoiceAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        Running = RunAsync(agent);
    }

    /// <summary>Tells the agent of something.</summary>
    public void Tell(AgentEvent happening) => _events.Writer.TryWrite(happening);

    /// <summary>Asks the agent for an answer.</summary>
    /// <param name="config">What it is to be; the session's when null.</param>
    /// <param name="history">The conversation so far.</param>
    public RecordedResponse Ask(ResponseConfig? config = null, params ConversationItem[] history)
    {
        RecordedResponse response = Begin(config ?? ResponseConfig.Of(Session), history);
        Tell(new ResponseRequested(response.Writer));
        return response;
    }

    /// <summary>Waits until the agent has begun, or was asked for, so many responses, and gives the last of them.</summary>
    public async Task<RecordedResponse> ResponseAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _responses.Count >= count, $"response {count}").ConfigureAwait(false);
        return _responses.ElementAt(count - 1);
    }

    /// <summary>What the person is heard to say; to be written by the test.</summary>
    public Channel<UserSound> Sound { get; } = Channel.CreateUnbounded<UserSound>();

    /// <summary>What the agent made out of speech that goes on.</summary>
    public ConcurrentQueue<string> LiveTranscripts { get; } = new();

    /// <inheritdoc />
    public IAsyncEnumerable<UserSound> ListenAsync(CancellationToken cancellation) => Sound.Reader.ReadAllAsync(cancellation);

    /// <inheritdoc />
    public void WriteLiveTranscript(string words) => LiveTranscripts.Enqueue(words);

    /// <inheritdoc />
    public IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    /// <summary>Turns that the agent has found: item, and where it begins and ends; null while it goes on.</summary>
    public ConcurrentDictionary<string, (TimeSpan Start, TimeSpan? End)> Turns { get; } = new();

    /// <inheritdoc />
    public AgentTurn BeginUserTurn(TimeSpan position)
    {
        string id = $"item_found_{Turns.Count + 1}";
        Turns[id] = (position, null);
        Tell(new UserSpeechStarted(id) { Position = position });
        return new AgentTurn(id, end =>
        {
            Turns[id] = (position, end);
            Tell(new UserTurnEnded(new UserTurn(id, new short[(int)((end - position).TotalSeconds * UserTurn.SampleRate)], end - position)));
        });
    }

    /// <inheritdoc />
    public Task<AgentResponse> BeginResponseAsync(CancellationToken cancellation)
    {
        // As in a session, a turn is in the conversation once it is over; its words may come later.
        IEnumerable<ConversationItem> history = Turns.Where(t => t.Value.End is not null).OrderBy(t => t.Value.Start)
            .Select(t => new MessageItem { Id = t.Key, Role = MessageRole.User, Content = [new InputAudioPart(null)] });
        return Task.FromResult(Begin(ResponseConfig.Of(Session), [.. history]).Writer);
    }

    /// <inheritdoc />
    public void WriteUserTranscript(string itemId, string delta)
    {
        // Only whole transcripts are kept.
    }

    /// <inheritdoc />
    public void CompleteUserTranscript(string itemId, string transcript) => Transcripts.Enqueue((itemId, transcript));

    /// <inheritdoc />
    public void FailUserTranscript(string itemId, string code, string message) => Errors.Enqueue(code);

    /// <inheritdoc />
    public void ReportError(string code, string message) => Errors.Enqueue(code);

    /// <summary>Hangs up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hangUp.CancelAsync().ConfigureAwait(false);
        await Running.WithinPatienceAsync().ConfigureAwait(false);
        _hangUp.Dispose();
    }

    private RecordedResponse Begin(ResponseConfig config, ConversationItem[] history)
    {
        var response = new RecordedResponse($"resp_{_responses.Count + 1}", config, history);
        _responses.Enqueue(response);
        return response;
    }

    private async Task RunAsync(IVoiceAgent agent)
    {
        try
        {
            await agent.RunAsync(this, _hangUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_hangUp.IsCancellationRequested)
        {
            // That is how calls end.
        }
    }
}
