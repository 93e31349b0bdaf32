using System.Security.Cryptography;
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

    private readonly Backoff _backoff = new(static () => RandomNumberGenerator.GetInt32(1000) / 1000.0);
    private readonly ClosingSessions _closing = new();

    /// <summary>The session that answers; null while there is none.</summary>
    private GeminiSession? _session;

    /// <summary>From where a session can be taken up again; null when a new one has to be told everything.</summary>
    private Resumption? _resumption;
    private Task<GeminiSession?>? _connecting;
    private Instant _nextAttempt;
    private string _lastRefusal = "no session has begun yet.";

    private void KeepConnected(Instant now, CancellationToken over)
    {
        if (_session is { } session)
        {
            if (!IsToLeave(session, now))
            {
                return;
            }

            LogRenewed(_call.Id);
            _session = null;
            _line.Clear();
            _nextAttempt = Instant.Origin;
            _closing.Close(session);
        }

        if (_connecting is null && now >= _nextAttempt)
        {
            _connecting = ConnectAsync(new GeminiSession(_access, _setup, _resumption, _known, _cuts), _closing.Closed, over);
        }
    }

    private bool IsToLeave(GeminiSession session, Instant now)
    {
        bool isOutdated = session.IsSpent || !session.Setup.AsSpan().SequenceEqual(_setup);
        if (_line.Active is not null || (!isOutdated && session.LeaveBy.IsNever))
        {
            return false;
        }

        bool isUrgent = now >= session.LeaveBy || (isOutdated && _waiting.Count > 0);
        return isUrgent || (_speaking is null && _line.IsQuiet && !session.Conversation.HasOpenCalls);
    }

    private Instant NextConnecting(Instant now) => _connecting is not null ? Instant.Never
        : _session is not { } session ? _nextAttempt
        : session.LeaveBy > now ? session.LeaveBy
        : Instant.Never;

    private async Task<GeminiSession?> ConnectAsync(GeminiSession session, Task closed, CancellationToken over)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await closed.ConfigureAwait(false);
            await session.OpenAsync(_connectPatience, _clock, over).ConfigureAwait(false);
            Post(() => OnConnected(session));
            return session;
        }
        catch (UpstreamException e)
        {
            Post(() => OnRefused(session, e));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }

        return null;
    }

    private void OnConnected(GeminiSession session)
    {
        _connecting = null;
        _nextAttempt = Instant.Origin;
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
        _connecting = null;
        if (session.Resumed is not null && refusal.Code == "upstream_refused")
        {
            // It may be what it was to take up again that is refused.
            _resumption = null;
            _nextAttempt = _clock.GetInstant() + _backoff.Next();
            LogNotResumed(_call.Id, refusal.Message);
            return;
        }

        _nextAttempt = refusal.IsFinal ? Instant.Never : _clock.GetInstant() + _backoff.Next();
        if (_lastRefusal != refusal.Message)
        {
            _lastRefusal = refusal.Message;
            LogRefused(_call.Id, refusal.Message);
            _call.ReportError(refusal.Code, $"{refusal.Message} {(refusal.IsFinal ? "It is not tried again before the session is configured otherwise." : "It is tried again until it works.")}");
        }
    }

    // Another configuration may be taken.
    private void ForgetRefusal()
    {
        if (_nextAttempt.IsNever && _session is null)
        {
            _nextAttempt = Instant.Origin;
            _lastRefusal = "no session has begun yet.";
        }
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

        _lastRefusal = $"the connection was lost: {why}.";
        _nextAttempt = _clock.GetInstant() + _backoff.Next();
        LogLost(_call.Id, why);
        _closing.Close(session);
        _call.ReportError(code, $"The connection to the model is lost: {why}. It is made again, and the conversation goes on from what was said.");
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
        GeminiSession? late = _connecting is { } connecting ? await connecting.ConfigureAwait(false) : null;
        _closing.Close(_session);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }
}
