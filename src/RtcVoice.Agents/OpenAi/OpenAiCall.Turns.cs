using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.OpenAi.Responses;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>
/// Turns that the upstream finds (<see cref="OpenAiOptions.TurnDetection"/>): all of the person's sound goes up, the upstream
/// says when the person speaks, which cuts the agent off here, and begins its answers by itself.
/// </summary>
internal sealed partial class OpenAiCall
{
    /// <summary>Two minutes of an answer in the upstream's usual pieces; the call has a place for it within a tick.</summary>
    private const int MaxHeldUpdates = 1024;

    /// <summary>The turn that goes on, and the upstream's item for it.</summary>
    private (string UpstreamId, AgentTurn Turn)? _turn;

    /// <summary>True when the client has had the turn that goes on forgotten: where the upstream ends it all the same, the call takes it back.</summary>
    private bool _isTurnForgotten;

    /// <summary>Where the last turn ended; sound up to there the upstream knows.</summary>
    private TimeSpan _turnsUntil;

    /// <summary>Where the sound ends that has come so far.</summary>
    private TimeSpan _heardUntil;

    /// <summary>True when the upstream has taken a turn and is to answer it by itself.</summary>
    private bool _isAnswerDue;

    /// <summary>The turn that was cut off, until it is known of here; then its answer is asked for.</summary>
    private string? _askedBehind;

    /// <summary>The command for a response that another took the place of, which the upstream had begun by itself.</summary>
    private string? _collided;

    /// <summary>The answer that waits for its place.</summary>
    private UnaskedResponse? _unasked;

    private bool FollowsUpstream => _options.FollowsUpstream;

    /// <summary>How the upstream is to find turns; null where it is not to.</summary>
    private TurnDetection? UpstreamDetection => FollowsUpstream ? _config.Audio.Input.TurnDetection : null;

    // A new session is told what was said before it finds turns, and hears what came while there was none.
    private void BeginFeed(UpstreamSession session)
    {
        if (UpstreamDetection is { } detection)
        {
            session.Send(SessionCommand.WriteTurns(session.NextEventId(), detection));
            session.Conversation.BeginFeed(_turnsUntil, _recent.Pieces);
        }
    }

    private void UpdateFeed(UpstreamSession session)
    {
        if (UpstreamDetection is null)
        {
            session.Conversation.EndFeed();
        }
        else
        {
            session.Conversation.BeginFeed(_heardUntil, []);
        }
    }

    // The client wants none of it to be a turn, here or there.
    private void ForgetSound()
    {
        _isTurnForgotten = _turn is not null;
        _turnsUntil = _heardUntil;
        _session?.Conversation.ForgetSound();
    }

    private void OnSpeechBegun(UpstreamSession session, SpeechBegun begun)
    {
        if (FollowsUpstream)
        {
            _isTurnForgotten = false;
            _turn = (begun.ItemId, _call.BeginUserTurn(session.Conversation.PositionOf(begun.Position)));
        }
    }

    private void OnSpeechEnded(UpstreamSession session, SpeechEnded ended)
    {
        if (_turn?.UpstreamId == ended.ItemId)
        {
            _turnsUntil = session.Conversation.PositionOf(ended.Position);
        }
    }

    /// <summary>Takes what the upstream has committed for the turn that it has found, if it is that.</summary>
    private bool TryEndTurn(UpstreamSession session, string upstreamId)
    {
        if (_turn is not { } found || found.UpstreamId != upstreamId)
        {
            return false;
        }

        session.Conversation.Begin(found.Turn.ItemId, upstreamId);
        _known.Expect(found.Turn.ItemId);
        _isAnswerDue = !_isTurnForgotten && UpstreamDetection is { CreateResponse: true };
        EndTurn(found.Turn);
        return true;
    }

    private void EndTurn(AgentTurn turn)
    {
        _turn = null;
        turn.End(_turnsUntil);
    }

    private void BeginUnasked(UpstreamSession session, string responseId)
    {
        _isAnswerDue = false;
        _unasked = new UnaskedResponse(session, responseId);
        if (_waiting.Any)
        {
            // The client has asked for one just now: this is it.
            Place(_waiting.Take());
        }
        else
        {
            _ = FindPlaceAsync(_unasked);
        }
    }

    private async Task FindPlaceAsync(UnaskedResponse unasked)
    {
        try
        {
            AgentResponse response = await _call.BeginResponseAsync(unasked.GivenUp).ConfigureAwait(false);
            Post(() => OnPlaceFound(unasked, response));
        }
        catch (OperationCanceledException)
        {
            // The call is over, the connection is lost, or the client has asked for an answer and gets this one.
        }
    }

    private void OnPlaceFound(UnaskedResponse unasked, AgentResponse response)
    {
        if (_unasked != unasked)
        {
            response.Fail("upstream_lost", "The connection to the model was lost when it had just begun to answer.");
            return;
        }

        ListenForCancellation(response);
        Place(response);
    }

    private void Place(AgentResponse response)
    {
        UnaskedResponse unasked = _unasked!;
        _unasked = null;
        _active = new UpstreamResponse(response, unasked.Id) { Id = unasked.Id, Deadline = _clock.GetInstant() + _responsePatience };
        DropCancelled();
        foreach (RealtimeUpdate update in unasked.Updates)
        {
            OnOutput(unasked.Session, update);
        }
    }

    /// <summary>Keeps what comes of an answer that waits for its place.</summary>
    private bool TryHold(RealtimeUpdate update)
    {
        if (_unasked is not { } unasked)
        {
            return false;
        }

        if (unasked.Updates.Count == MaxHeldUpdates)
        {
            GiveUnaskedUp();
            unasked.Session.Send(RealtimeCommands.CancelResponse(unasked.Session.NextEventId(), unasked.Id));
            _call.ReportError("upstream_too_far_ahead", "The model answers while another answer is still being said; what it says is left out.");
            return true;
        }

        unasked.Updates.Enqueue(update);
        return true;
    }

    private void GiveUnaskedUp()
    {
        _unasked?.GiveUp();
        _unasked = null;
    }

    // A turn that was being spoken ends where it was cut off; who waits for an answer gets it from the next session.
    private void LoseTurns()
    {
        bool isAnswerWanted = _isAnswerDue || _unasked is not null;
        _isAnswerDue = false;
        GiveUnaskedUp();
        if (_turn is { Turn: var turn })
        {
            isAnswerWanted |= !_isTurnForgotten && UpstreamDetection is { CreateResponse: true };
            _turnsUntil = _heardUntil;
            EndTurn(turn);
            if (isAnswerWanted && !_known.Knows(turn.ItemId))
            {
                _askedBehind = turn.ItemId;
                return;
            }
        }

        if (isAnswerWanted)
        {
            _ = AskAsync();
        }
    }

    // It came to be known of a turn.
    private void AskBehind(string itemId)
    {
        if (_askedBehind == itemId)
        {
            _askedBehind = null;
            _ = AskAsync();
        }
    }

    private async Task AskAsync()
    {
        try
        {
            AgentResponse response = await _call.BeginResponseAsync(_hangUp).ConfigureAwait(false);
            Post(() => OnRequested(response));
        }
        catch (OperationCanceledException) when (_hangUp.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
    }
}
