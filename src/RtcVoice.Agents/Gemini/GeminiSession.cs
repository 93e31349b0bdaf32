using System.Text;
using RtcVoice.Agents.Gemini.Commands;
using RtcVoice.Agents.Gemini.Conversation;
using RtcVoice.Agents.Gemini.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini;

/// <summary>One session of the upstream's: its connection, and what it holds of the conversation.</summary>
internal sealed class GeminiSession : IAsyncDisposable
{
    /// <summary>By these the upstream closes what it refuses: a wrong key, a wrong word in the setup; a model that is not there.</summary>
    private const int InvalidPayload = 1007;
    private const int PolicyViolation = 1008;

    private readonly GeminiAccess _access;
    private readonly IReadOnlyList<HistoryTurn> _history = [];
    private UpstreamLink? _link;

    /// <summary>Makes a session that is to be opened.</summary>
    /// <param name="access">Where.</param>
    /// <param name="setup">What it is to be.</param>
    /// <param name="resumption">The session that it takes up again; null for one that is told the conversation.</param>
    /// <param name="known">The conversation.</param>
    /// <param name="cuts">What was cut of it.</param>
    public GeminiSession(
        GeminiAccess access, byte[] setup, Resumption? resumption, KnownConversation known, IReadOnlyDictionary<string, MessageTruncated> cuts)
    {
        _access = access;
        Setup = setup;
        Resumed = resumption;
        Conversation = new HeldConversation(known, cuts, Send);
        if (resumption is null)
        {
            _history = Conversation.TakeHistory();
        }
        else
        {
            Conversation.Restore(resumption);
        }
    }

    /// <summary>What it is.</summary>
    public byte[] Setup { get; }

    /// <summary>The session that it takes up again, or null.</summary>
    public Resumption? Resumed { get; }

    /// <summary>What it holds of the conversation.</summary>
    public HeldConversation Conversation { get; }

    /// <summary>When it must have been left, as the upstream will close it; never while it has not said so.</summary>
    public Instant LeaveBy { get; set; } = Instant.Never;

    /// <summary>True once it has given an answer.</summary>
    public bool HasAnswered { get; set; }

    /// <summary>True when it knows of what has left the conversation: another has to take its place.</summary>
    public bool IsSpent { get; set; }

    /// <summary>True once it has said something that nobody asked for.</summary>
    public bool HasSpokenUnasked { get; set; }

    /// <summary>Messages that could not be used.</summary>
    public int UnusableMessages { get; set; }

    /// <summary>Connects, and waits until the session is there.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UpstreamException">It did not come about; the message says why.</exception>
    public async Task OpenAsync(TimeSpan patience, TimeProvider clock, CancellationToken cancellation) =>
        _link = await UpstreamLink.OpenAsync(_access.Endpoint, BeginAsync, patience, clock, cancellation).ConfigureAwait(false);

    /// <summary>Begins to read.</summary>
    /// <param name="take">Takes what a message tells, and calls what it is given once it has been looked at. Any thread.</param>
    /// <param name="lose">Is told why the connection was lost; once, and last.</param>
    public void Listen(Action<IReadOnlyList<LiveUpdate>, Action> take, Action<string> lose) => _link!.Listen(LiveUpdateReader.Read, take, lose);

    /// <summary>Sends a message.</summary>
    public void Send(byte[] message) => _link!.Send(message);

    /// <summary>Breaks it off without a farewell.</summary>
    public void Abort() => _link!.Abort();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task BeginAsync(UpstreamSocket socket, CancellationToken cancellation)
    {
        socket.Send(SetupCommand.Write(Setup, Resumed?.Handle, _history.Count > 0));
        while (true)
        {
            UpstreamFrame frame = await socket.ReceiveAsync(cancellation).ConfigureAwait(false);
            if (frame.Kind == UpstreamFrameKind.Close)
            {
                string reason = Encoding.UTF8.GetString(frame.Content.Span);
                throw new UpstreamException("upstream_refused", $"The upstream refuses the session ({frame.CloseStatus}): {reason}")
                {
                    IsFinal = frame.CloseStatus is InvalidPayload or PolicyViolation,
                };
            }

            foreach (LiveUpdate update in LiveUpdateReader.Read(frame) ?? [])
            {
                if (update is UpstreamFault fault)
                {
                    throw new UpstreamException(fault.Code, $"The upstream refuses the session: {fault.Message}");
                }

                if (update is SetupCompleted)
                {
                    if (_history.Count > 0)
                    {
                        socket.Send(LiveCommands.History(_history));
                    }

                    return;
                }
            }
        }
    }
}
