using Microsoft.Extensions.Logging;
using RtcVoice.Agents.Gemini.Commands;
using RtcVoice.Agents.Gemini.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini;

/// <summary>
/// One call answered by the upstream. One task owns all of it (<see cref="CallLetters"/>). Turns are found by the call; the
/// upstream gets each while it is spoken, and is told where it ends when an answer is wanted.
/// </summary>
internal sealed partial class GeminiCall
{
    /// <summary>What is broken off ends at once; an upstream that does not say so has lost it.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);

    /// <summary>Items of a conversation that is long.</summary>
    private const int LongConversation = 256;

    private readonly IAgentCall _call;
    private readonly GeminiAccess _access;
    private readonly GeminiOptions _options;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _connectPatience;
    private readonly TimeSpan _responsePatience;
    private readonly CallLetters _letters;
    private readonly SessionAttempts<GeminiSession> _attempts;
    private readonly WaitingResponses _waiting;
    private readonly KnownConversation _known = new();
    private readonly RecentSound _recent = new();
    private readonly GenerationLine _line = new();

    /// <summary>What was cut, by message: the upstream has to be told.</summary>
    private readonly Dictionary<string, MessageTruncated> _cuts = new(StringComparer.Ordinal);

    private SessionConfig _config;
    private byte[] _setup;

    /// <summary>The turn that the person is in; null while they are silent.</summary>
    private UserSpeechStarted? _speaking;

    public GeminiCall(IAgentCall call, GeminiAccess access, GeminiOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock, ILogger logger)
    {
        _call = call;
        _access = access;
        _options = options;
        _tools = tools;
        _clock = clock;
        _logger = logger;
        _letters = new CallLetters(call, clock);
        _attempts = new SessionAttempts<GeminiSession>(call, _letters, clock, logger);
        _transcript = new TurnTranscript(call, _known);
        _connectPatience = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds);
        _waiting = new WaitingResponses(_connectPatience, clock);
        _responsePatience = TimeSpan.FromSeconds(options.ResponseTimeoutSeconds);
        _config = call.Session;
        _setup = SetupCommand.Describe(access.Model, _config, options, tools);
    }

    /// <summary>Converses until the person hangs up.</summary>
    public Task RunAsync(CancellationToken hangUp) => _letters.RunAsync(OnHappening, OnHeard, Advance, CloseAsync, hangUp);

    private void Post(Action letter) => _letters.Post(letter);

    private void OnHappening(AgentEvent happening)
    {
        DropCancelled();
        switch (happening)
        {
            case UserSpeechStarted started:
                _speaking = started;
                break;
            case UserTurnEnded { Turn: var turn }:
                _speaking = null;
                _known.AddTurn(turn);
                _session?.Conversation.EndTurn(turn.ItemId);
                break;
            case UserSoundCleared:
                _speaking = null;
                break;
            case ResponseRequested { Response: var response }:
                OnRequested(response);
                break;
            case MessageTruncated cut:
                _cuts[cut.ItemId] = cut;
                _known.Truncate(cut.ItemId, cut.Transcript);
                _session?.Conversation.TellCuts();
                break;
            case SessionChanged { Session: var config }:
                OnConfigured(config);
                break;
            case ItemAdded { Item: var item, PreviousItemId: var previous }:
                _known.Insert(item, previous);
                break;
            case ItemDeleted { ItemId: var deleted }:
                OnDeleted(deleted);
                break;
        }
    }

    private void OnHeard(UserSound piece)
    {
        _recent.Add(piece);
        _session?.Conversation.Hear(piece);
    }

    private void OnRequested(AgentResponse response)
    {
        if (response.Config.IsOutOfBand || response.Config.Input is not null)
        {
            response.Fail("not_supported", "The agent gemini answers in the conversation only: leave out response.conversation and response.input.");
            return;
        }

        _known.Replace(response.History);

        // Ends with the response, however that ends: no registration outlives it.
        response.Cancelled.Register(() => Post(() => OnCancelled(response)));
        _waiting.Add(response);
    }

    private void OnCancelled(AgentResponse response)
    {
        _waiting.Remove(response);
        DropCancelled();
    }

    private void OnConfigured(SessionConfig config)
    {
        _config = config;
        byte[] setup = SetupCommand.Describe(_access.Model, config, _options, _tools);
        if (!setup.AsSpan().SequenceEqual(_setup))
        {
            _setup = setup;
            if (_session is null)
            {
                _attempts.ForgetRefusal();
            }
        }
    }

    private void OnDeleted(string itemId)
    {
        // A long conversation loses its oldest items, which the upstream's window leaves behind as well.
        bool hasFaded = _known.Count > LongConversation && _known.IsOldest(itemId);
        _known.Remove(itemId);

        // What was cut before any of it was heard it is told; what a client takes out only another session does not know.
        if (!hasFaded && !_cuts.ContainsKey(itemId))
        {
            ForgetItem(itemId);
        }
    }

    private void DropCancelled()
    {
        if (_line.Active is { Response.Cancelled.IsCancellationRequested: true } active)
        {
            Drop(active);
        }
    }

    // Whatever still comes of it is let go.
    private void Drop(Generation active)
    {
        active.Deadline = _clock.GetInstant() + CancelPatience;
        _line.Leave();
        if (!active.IsOver)
        {
            _session!.Conversation.Interrupt();
        }
    }

    private Instant Advance(Instant now, CancellationToken over)
    {
        CheckPatience(now);
        KeepConnected(now, over);
        TakeTurn();
        StartWaiting(now);
        return Instant.Earlier(NextConnecting(now), NextPatience());
    }

    // Not while there is an answer that the person does not cut off: an activity would.
    private void TakeTurn()
    {
        if (_speaking is { } turn && _session is { } session && _line.Active is null && session.Conversation.CurrentTurn != turn.ItemId)
        {
            _transcript.Complete();
            session.Conversation.BeginTurn(turn.ItemId, turn.Position, _recent.Pieces);
        }
    }

    private void CheckPatience(Instant now)
    {
        if (_line.Active is { } active && now >= active.Deadline)
        {
            if (active.IsOver)
            {
                Finish(active, null);
                _line.Leave();
            }
            else
            {
                LoseUpstream("upstream_silent", "it has stopped answering");
            }
        }

        if (now >= _line.PastDeadline && !_line.TryForget())
        {
            LoseUpstream("upstream_silent", "it does not stop when it is told to");
        }

        if (_session is null)
        {
            _waiting.FailOverdue(_attempts.IsGivenUp ? Instant.Never : now, _attempts.LastRefusal);
        }
    }

    private Instant NextPatience()
    {
        Instant next = Instant.Earlier(_line.Active?.Deadline ?? Instant.Never, _line.PastDeadline);
        return _session is null ? Instant.Earlier(next, _waiting.Deadline) : next;
    }

    // One at a time: asking breaks off what is being made.
    private void StartWaiting(Instant now)
    {
        if (_session is not { } session || _line.Active is not null || !_waiting.Any)
        {
            return;
        }

        AgentResponse response = _waiting.Take();
        _transcript.Complete();
        string? instructions = response.Config.Instructions == _config.Instructions ? null : response.Config.Instructions;
        bool goesOn = session.Conversation.Ask(instructions);
        _line.Begin(new Generation(response) { Deadline = now + _responsePatience }, goesOn);
    }
}
