using Microsoft.Extensions.Logging;
using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Agents.OpenAi.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>
/// One call answered by the upstream. One task owns all of it (<see cref="CallLetters"/>). Turns are found by the call, where
/// the configuration does not leave that to the upstream; the upstream gets each while it is spoken, and is told where it ends.
/// </summary>
internal sealed partial class OpenAiCall
{
    /// <summary>A response that was cancelled is over at once; an upstream that does not say so has lost it.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);

    private readonly IAgentCall _call;
    private readonly OpenAiAccess _access;
    private readonly OpenAiOptions _options;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _connectPatience;
    private readonly TimeSpan _responsePatience;
    private readonly CallLetters _letters;
    private readonly SessionAttempts<UpstreamSession> _attempts;
    private readonly WaitingResponses _waiting;
    private readonly KnownConversation _known = new();

    /// <summary>Messages of which something is still to be heard.</summary>
    private readonly HashSet<string> _unheard = new(StringComparer.Ordinal);

    private readonly RecentSound _recent = new();

    private SessionConfig _config;
    private UpstreamResponse? _active;
    private bool _isPersonSpeaking;
    private CancellationToken _hangUp;

    public OpenAiCall(IAgentCall call, OpenAiAccess access, OpenAiOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock, ILogger logger)
    {
        _call = call;
        _access = access;
        _options = options;
        _tools = tools;
        _clock = clock;
        _logger = logger;
        _letters = new CallLetters(call, clock);
        _attempts = new SessionAttempts<UpstreamSession>(call, _letters, clock, logger);
        _connectPatience = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds);
        _waiting = new WaitingResponses(_connectPatience, clock);
        _responsePatience = TimeSpan.FromSeconds(options.ResponseTimeoutSeconds);
        _rollOverAge = TimeSpan.FromMinutes(options.MaxSessionMinutes);
        _config = call.Session;
    }

    /// <summary>Converses until the person hangs up.</summary>
    public Task RunAsync(CancellationToken hangUp)
    {
        _hangUp = hangUp;
        return _letters.RunAsync(OnHappening, OnHeard, Advance, CloseAsync, hangUp);
    }

    private void Post(Action letter) => _letters.Post(letter);

    private void OnHappening(AgentEvent happening)
    {
        DropCancelled();
        switch (happening)
        {
            case UserSpeechStarted { ItemId: var begun, Position: var position }:
                _isPersonSpeaking = true;
                if (!FollowsUpstream)
                {
                    _session?.Conversation.BeginTurn(begun, position, _recent.Pieces);
                }

                break;
            case UserTurnEnded { Turn: var turn }:
                _isPersonSpeaking = false;
                _known.AddTurn(turn);
                AskBehind(turn.ItemId);
                break;
            case UserSoundCleared:
                _isPersonSpeaking = false;
                ForgetSound();
                break;
            case ResponseRequested { Response: var response }:
                OnRequested(response);
                break;
            case MessageTruncated cut:
                OnTruncated(cut);
                break;
            case MessageHeard { ItemId: var heard }:
                _unheard.Remove(heard);
                break;
            case SessionChanged { Session: var config }:
                _config = config;
                if (_session is { } session)
                {
                    Configure(session, UpstreamDetection);
                    UpdateFeed(session);
                }

                break;
            case ItemAdded { Item: var item, PreviousItemId: var previous }:
                _known.Insert(item, previous);
                break;
            case ItemDeleted { ItemId: var deleted }:
                _unheard.Remove(deleted);
                _known.Remove(deleted);
                _askedBehind = _askedBehind == deleted ? null : _askedBehind;
                break;
        }

        if (happening is not (UserSpeechStarted or MessageHeard or SessionChanged))
        {
            _session?.Conversation.Update();
        }
    }

    private void OnHeard(UserSound piece)
    {
        _heardUntil = piece.Position + TimeSpan.FromSeconds((double)piece.Pcm.Length / UserTurn.SampleRate);
        _recent.Add(piece, isUnheard: FollowsUpstream && _session is null);
        _session?.Conversation.Hear(piece);
    }

    private void OnRequested(AgentResponse response)
    {
        if (response.Config.Input is null)
        {
            _known.Replace(response.History);
        }

        ListenForCancellation(response);
        if (_unasked is { } unasked)
        {
            // The upstream has just begun to answer by itself.
            unasked.GiveUp();
            Place(response);
            return;
        }

        _waiting.Add(response);
    }

    // Ends with the response, however that ends: no registration outlives it.
    private void ListenForCancellation(AgentResponse response) => response.Cancelled.Register(() => Post(() => OnCancelled(response)));

    private void OnCancelled(AgentResponse response)
    {
        _waiting.Remove(response);
        DropCancelled();
    }

    // A cut comes before what is told of it: the upstream stops making what it is then told to cut short or to forget.
    private void DropCancelled()
    {
        if (_active is { IsDropped: false, Response.Cancelled.IsCancellationRequested: true } active)
        {
            Drop(active);
        }
    }

    // Whatever still comes of it is let go.
    private void Drop(UpstreamResponse active)
    {
        active.IsDropped = true;
        active.Deadline = _clock.GetInstant() + CancelPatience;
        if (active.Id is { } id)
        {
            _session!.Send(RealtimeCommands.CancelResponse(_session.NextEventId(), id));
        }
    }

    private void OnTruncated(MessageTruncated cut)
    {
        _unheard.Remove(cut.ItemId);
        _known.Truncate(cut.ItemId, cut.Transcript);
        if (_active is { IsDropped: false } active && active.Messages.Values.Any(m => m.Message.ItemId == cut.ItemId))
        {
            // Cut by a client while it is being made: it has to be whole before it can be cut there.
            active.Cuts.Add(cut);
            return;
        }

        _session?.Conversation.Truncate(cut.ItemId, cut.Heard);
    }

    private void Configure(UpstreamSession session, TurnDetection? detection) =>
        session.Send(SessionCommand.Write(session.NextEventId(), _config, detection, _options, _tools, withVoice: !session.HasSpoken));

    private Instant Advance(Instant now, CancellationToken hangUp)
    {
        CheckPatience(now);
        KeepConnected(now, hangUp);
        StartWaiting(now);
        return Instant.Earlier(NextConnecting(now), NextPatience());
    }

    private void CheckPatience(Instant now)
    {
        if (_active is { } active && now >= active.Deadline)
        {
            LoseUpstream("upstream_silent", "it has stopped answering");
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

    // One at a time: the upstream refuses a second.
    private void StartWaiting(Instant now)
    {
        if (_session is null || _active is not null || _unasked is not null || !_waiting.Any)
        {
            return;
        }

        AgentResponse response = _waiting.Take();
        _active = new UpstreamResponse(response, _session.NextEventId()) { Deadline = now + _responsePatience };
        _session.Send(ResponseCommand.Write(_active.EventId, response.Id, response.Config, _config, _tools));
    }
}
