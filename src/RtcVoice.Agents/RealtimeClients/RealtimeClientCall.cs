using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RtcVoice.Agents.RealtimeClients.Commands;
using RtcVoice.Agents.RealtimeClients.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.Timing;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>
/// One call answered by a realtime client. One task owns all of it (<see cref="CallLetters"/>). Turns are found by the call; the
/// provider gets each while it is spoken, and is told where it ends.
/// </summary>
internal sealed partial class RealtimeClientCall
{
    private readonly IAgentCall _call;
    private readonly IRealtimeClient _client;
    private readonly RealtimeClientOptions _options;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _responsePatience;
    private readonly TimeSpan _maxAge;
    private readonly CallLetters _letters;
    private readonly SessionAttempts<ProviderSession> _attempts;
    private readonly WaitingResponses _waiting;
    private readonly KnownConversation _known = new();
    private readonly RecentSound _recent = new();

    /// <summary>What was cut, by message: a provider that cannot be made to forget has to be told.</summary>
    private readonly Dictionary<string, MessageTruncated> _cuts = new(StringComparer.Ordinal);

    private SessionConfig _config;
    private ProviderAnswer? _active;

    /// <summary>The turn that the person is in; null while they are silent.</summary>
    private UserSpeechStarted? _speaking;

    public RealtimeClientCall(
        IAgentCall call, IRealtimeClient client, RealtimeClientOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock, ILogger logger)
    {
        _call = call;
        _client = client;
        _options = options;
        _tools = tools;
        _clock = clock;
        _logger = logger;
        _letters = new CallLetters(call, clock);
        _attempts = new SessionAttempts<ProviderSession>(call, _letters, clock, logger);
        _waiting = new WaitingResponses(TimeSpan.FromSeconds(options.ConnectTimeoutSeconds), clock);
        _responsePatience = TimeSpan.FromSeconds(options.ResponseTimeoutSeconds);
        _maxAge = TimeSpan.FromMinutes(options.MaxSessionMinutes);
        _config = call.Session;
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
                _session?.Conversation.BeginTurn(started.ItemId, started.Position, _recent.Pieces);
                break;
            case UserTurnEnded { Turn: var turn }:
                _speaking = null;
                _known.AddTurn(turn);
                break;
            case UserSoundCleared:
                _speaking = null;
                _session?.Conversation.DiscardUpload();
                break;
            case ResponseRequested { Response: var response }:
                OnRequested(response);
                break;
            case MessageTruncated cut:
                OnTruncated(cut);
                break;
            case SessionChanged { Session: var config }:
                _config = config;
                Configure();
                break;
            case ItemAdded { Item: var item, PreviousItemId: var previous }:
                _known.Insert(item, previous);
                break;
            case ItemDeleted { ItemId: var deleted }:
                _known.Remove(deleted);
                break;
        }

        if (happening is not (UserSpeechStarted or MessageHeard or SessionChanged))
        {
            Update();
        }
    }

    private void OnHeard(UserSound piece)
    {
        _recent.Add(piece);
        _session?.Conversation.Hear(piece);
    }

    private void OnRequested(AgentResponse response)
    {
        if (response.Config.Input is not null)
        {
            response.Fail("not_supported", "The agent realtime-client answers what is in the conversation: leave out response.input.");
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

    // A cut comes before what is told of it: the provider stops making what it is then told to cut short or to forget.
    private void DropCancelled()
    {
        if (_active is { IsDropped: false, Response.Cancelled.IsCancellationRequested: true } active)
        {
            Drop(active);
        }
    }

    // Whatever still comes of it is let go.
    private void Drop(ProviderAnswer active)
    {
        ProviderSession session = _session!;
        active.IsDropped = true;
        active.Deadline = _clock.GetInstant() + session.Commands.CutPatience;
        if (active.HasBegun)
        {
            Cancel(session, active.Id);
        }
    }

    private static void Cancel(ProviderSession session, string? responseId)
    {
        if (session.Commands.Cancel(session.NextMessageId(), responseId) is { } command)
        {
            session.Send(command);
        }
    }

    private void OnTruncated(MessageTruncated cut)
    {
        _cuts[cut.ItemId] = cut;
        _known.Truncate(cut.ItemId, cut.Transcript);
        if (_active is { IsDropped: false } active && active.Messages.Values.Any(m => m.Message.ItemId == cut.ItemId))
        {
            // Cut by a client while it is being made: it has to be whole before it can be cut there.
            active.Cuts.Add(cut);
            return;
        }

        _session?.Conversation.Truncate(cut);
    }

    // A provider that cannot be made to cut its answer short is not told of others while it makes it.
    private void Update()
    {
        if (_session is { } session && !(_active is { IsDropped: true } && session.Commands is PortableCommands))
        {
            session.Conversation.TellCuts();
            session.Conversation.Update();
        }
    }

    private void Configure()
    {
        if (_session is { } session)
        {
            session.Send(new SessionUpdateRealtimeClientMessage(SessionRequest.Of(_config, _options, _tools, withVoice: !session.HasSpoken)) { MessageId = session.NextMessageId() });
        }
    }

    private Instant Advance(Instant now, CancellationToken over)
    {
        CheckPatience(now);
        KeepConnected(now, over);
        StartWaiting(now);
        return Instant.Earlier(NextConnecting(now), NextPatience());
    }

    private void CheckPatience(Instant now)
    {
        if (_active is { } active && now >= active.Deadline)
        {
            if (active.IsDropped && _session!.Commands is PortableCommands)
            {
                // It was not told to stop, since it cannot be: another session does not make the rest.
                _active = null;
                _session.Conversation.IsSpent = true;
            }
            else
            {
                LoseProvider("upstream_silent", active.IsDropped ? "it does not stop when it is told to" : "it has stopped answering");
            }
        }

        if (_session is null)
        {
            _waiting.FailOverdue(_attempts.IsGivenUp ? Instant.Never : now, _attempts.LastRefusal);
        }
    }

    private Instant NextPatience()
    {
        Instant active = _active?.Deadline ?? Instant.Never;
        return _session is null ? Instant.Earlier(active, _waiting.Deadline) : active;
    }

    // One at a time: nothing tells one from another with every provider.
    private void StartWaiting(Instant now)
    {
        if (_session is not { } session || _active is not null || !_waiting.Any)
        {
            return;
        }

        Update();
        if (session.Conversation.IsSpent)
        {
            return;
        }

        AgentResponse response = _waiting.Take();
        _active = new ProviderAnswer(response, session.NextMessageId()) { Deadline = now + _responsePatience };
        session.Send(SessionRequest.Ask(_active.MessageId, response.Config, _config, _tools));
    }
}
