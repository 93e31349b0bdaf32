using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.OpenAi.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>
/// The connection: made when the call begins, made again when it is lost, and renewed in a pause before the upstream ends
/// it. A new session is told the conversation as it is known here.
/// </summary>
internal sealed partial class OpenAiCall
{
    /// <summary>A pause in which nobody has anything to hear yet is waited for so long; then one in which nothing is made will do.</summary>
    private static readonly TimeSpan PausePatience = TimeSpan.FromMinutes(1);

    private readonly ClosingSessions _closing = new();
    private readonly TimeSpan _rollOverAge;

    /// <summary>The session that answers; null while there is none.</summary>
    private UpstreamSession? _session;

    /// <summary>The session that is to take its place in the next pause.</summary>
    private UpstreamSession? _successor;

    private void KeepConnected(Instant now, CancellationToken hangUp)
    {
        if (_session is { } session && now >= session.Begun + _rollOverAge && IsPause(now - (session.Begun + _rollOverAge)))
        {
            if (_successor is { } successor)
            {
                _successor = null;
                UpstreamLog.Renewed(_logger, _call.Id);
                LoseTurns();
                Adopt(successor);
                _closing.Close(session);
                return;
            }
        }
        else if (_session is not null)
        {
            return;
        }

        if (now >= _attempts.Next)
        {
            _attempts.Begin(over => UpstreamSession.OpenAsync(_access, _known, _connectPatience, _clock, over), OnConnected, OnRefused, hangUp);
        }
    }

    private Instant NextConnecting(Instant now)
    {
        if (_session is not { } session)
        {
            return _attempts.Next;
        }

        Instant due = session.Begun + _rollOverAge;
        return now < due ? due
            : now < due + PausePatience ? due + PausePatience
            : _successor is null && _active is null ? _attempts.Next
            : Instant.Never;
    }

    private bool IsPause(TimeSpan overdue) => _active is null && _unasked is null && ((!_isPersonSpeaking && _unheard.Count == 0) || overdue >= PausePatience);

    private void OnConnected(UpstreamSession session)
    {
        session.Listen(
            (update, seen) => Post(() =>
            {
                OnUpdate(session, update);
                seen();
            }),
            why => Post(() => OnLost(session, why)));
        if (_session is null)
        {
            Adopt(session);
        }
        else
        {
            _successor = session;
        }
    }

    private void Adopt(UpstreamSession session)
    {
        _session = session;

        // By itself, since one word too many would have the upstream refuse all: it is not to find turns, whatever else it takes.
        session.Send(SessionCommand.WriteTurns(session.NextEventId(), null));
        Configure(session, detection: null);
        session.Conversation.Update();
        BeginFeed(session);
    }

    private void OnRefused(UpstreamException refusal)
    {
        if (_session is null)
        {
            _attempts.Refuse(refusal, "It is not tried again: whoever runs the server has to set it right.");
        }
        else
        {
            // It is only to be renewed, and still answers.
            _attempts.Defer(refusal);
        }
    }

    private void OnLost(UpstreamSession session, string why)
    {
        if (session == _successor)
        {
            _successor = null;
            _closing.Close(session);
        }
        else if (session == _session)
        {
            LoseUpstream("upstream_lost", why);
        }
    }

    private void LoseUpstream(string code, string why)
    {
        UpstreamSession session = _session!;
        _session = null;
        session.Abort();
        LoseTurns();
        _closing.Close(session);
        _attempts.Lose(code, why);
        if (_successor is { } successor)
        {
            _successor = null;
            _attempts.Hasten();
            Adopt(successor);
        }

        if (_active is { } active)
        {
            // What has come of it is still said.
            _active = null;
            active.Feed.End(() => active.Response.Fail(code, $"The connection to the model was lost while it answered: {why}."));
        }
    }

    private async Task CloseAsync()
    {
        // One that was connected in the last moment is in a letter that nobody reads any more.
        UpstreamSession? late = await _attempts.EndAsync().ConfigureAwait(false);
        _closing.Close(_session);
        _closing.Close(_successor);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }
}
