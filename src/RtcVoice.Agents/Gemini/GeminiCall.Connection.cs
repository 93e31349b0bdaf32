using RtcVoice.Agents.Gemini.Conversation;
using RtcVoice.Agents.Gemini.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini;

/// <summary>
/// The connection: made when the call begins, made again when it is lost, and changed in a pause when the upstream will end
/// it or the session is to be another. The session is taken up again where that is possible, once the connection before is
/// closed, which the upstream insists on; otherwise a new one is told the conversation as it is known here.
/// </summary>
internal sealed partial class GeminiCall
{
    /// <summary>A session that the upstream will close is left so long before, pause or none.</summary>
    private static readonly TimeSpan LeaveMargin = TimeSpan.FromSeconds(5);

    private readonly ClosingSessions _closing = new();

    /// <summary>The session that answers; null while there is none.</summary>
    private GeminiSession? _session;

    /// <summary>From where a session can be taken up again; null when a new one has to be told everything.</summary>
    private Resumption? _resumption;

    private void KeepConnected(Instant now, CancellationToken over)
    {
        if (_session is { } session)
        {
            if (!IsToLeave(session, now))
            {
                return;
            }

            UpstreamLog.Renewed(_logger, _call.Id);
            _session = null;
            _line.Clear();
            _attempts.Hasten();
            _closing.Close(session);
        }

        if (now >= _attempts.Next)
        {
            var next = new GeminiSession(_access, _setup, _resumption, _known, _cuts);
            Task closed = _closing.Closed;
            _attempts.Begin(hangUp => OpenAsync(next, closed, hangUp), OnConnected, refusal => OnRefused(next, refusal), over);
        }
    }

    private bool IsToLeave(GeminiSession session, Instant now)
    {
        bool isOutdated = session.IsSpent || !session.Setup.AsSpan().SequenceEqual(_setup);
        if (_line.Active is not null || (!isOutdated && session.LeaveBy.IsNever))
        {
            return false;
        }

        bool isUrgent = now >= session.LeaveBy || (isOutdated && _waiting.Any);
        return isUrgent || (_speaking is null && _line.IsQuiet && !session.Conversation.HasOpenCalls);
    }

    private Instant NextConnecting(Instant now) => _session is not { } session ? _attempts.Next
        : session.LeaveBy > now ? session.LeaveBy
        : Instant.Never;

    private async Task<GeminiSession> OpenAsync(GeminiSession session, Task closed, CancellationToken over)
    {
        await closed.ConfigureAwait(false);
        await session.OpenAsync(_connectPatience, _clock, over).ConfigureAwait(false);
        return session;
    }

    private void OnConnected(GeminiSession session)
    {
        _session = session;
        session.Listen(
            (updates, seen) => Post(() =>
            {
                OnUpdates(session, updates);
                seen();
            }),
            why => Post(() => OnLost(session, why)));
    }

    private void OnRefused(GeminiSession session, UpstreamException refusal)
    {
        if (session.Resumed is not null && refusal.Code == "upstream_refused")
        {
            // It may be what it was to take up again that is refused.
            _resumption = null;
            _attempts.Postpone();
            LogNotResumed(_call.Id, refusal.Message);
            return;
        }

        _attempts.Refuse(refusal, "It is not tried again before the session is configured otherwise.");
    }

    private void ForgetItem(string itemId)
    {
        if (_resumption?.Items.ContainsKey(itemId) == true)
        {
            _resumption = null;
        }

        if (_session is { } session && session.Conversation.Holds(itemId))
        {
            _resumption = null;
            session.IsSpent = true;
        }
    }

    private void OnLost(GeminiSession session, string why)
    {
        if (session == _session)
        {
            LoseUpstream("upstream_lost", why);
        }
    }

    private void LoseUpstream(string code, string why)
    {
        GeminiSession session = _session!;
        _session = null;
        session.Abort();
        if (!session.HasAnswered && session.Resumed == _resumption)
        {
            // What it had taken up again may be what it broke of.
            _resumption = null;
        }

        _closing.Close(session);
        _attempts.Lose(code, why);
        Generation? active = _line.Active;
        _line.Clear();
        if (active is { IsOver: true })
        {
            Finish(active, null);
        }
        else
        {
            // What has come of it is still said.
            active?.Feed.End(() => active.Response.Fail(code, $"The connection to the model was lost while it answered: {why}."));
        }
    }

    private async Task CloseAsync()
    {
        // One that was connected in the last moment is in a letter that nobody reads any more.
        GeminiSession? late = await _attempts.EndAsync().ConfigureAwait(false);
        _closing.Close(_session);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }
}
