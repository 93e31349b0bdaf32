using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
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

    private readonly Backoff _backoff = new(static () => RandomNumberGenerator.GetInt32(1000) / 1000.0);
    private readonly ClosingSessions _closing = new();
    private readonly TimeSpan _rollOverAge;

    /// <summary>The session that answers; null while there is none.</summary>
    private UpstreamSession? _session;

    /// <summary>The session that is to take its place in the next pause.</summary>
    private UpstreamSession? _successor;
    private Task<UpstreamSession?>? _connecting;
    private Instant _nextAttempt;
    private string _lastRefusal = "no session has begun yet.";

    private void KeepConnected(Instant now, CancellationToken hangUp)
    {
        if (_session is { } session && now >= session.Begun + _rollOverAge && IsPause(now - (session.Begun + _rollOverAge)))
        {
            if (_successor is { } successor)
            {
                _successor = null;
                LogRenewed(_call.Id);
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

        if (_connecting is null && now >= _nextAttempt)
        {
            _connecting = ConnectAsync(hangUp);
        }
    }

    private Instant NextConnecting(Instant now)
    {
        if (_connecting is not null)
        {
            return Instant.Never;
        }

        if (_session is not { } session)
        {
            return _nextAttempt;
        }

        Instant due = session.Begun + _rollOverAge;
        return now < due ? due
            : now < due + PausePatience ? due + PausePatience
            : _successor is null && _active is null ? _nextAttempt
            : Instant.Never;
    }

    private bool IsPause(TimeSpan overdue) => _active is null && _unasked is null && ((!_isPersonSpeaking && _unheard.Count == 0) || overdue >= PausePatience);

    private async Task<UpstreamSession?> ConnectAsync(CancellationToken hangUp)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            UpstreamSession session = await UpstreamSession.OpenAsync(_access, _known, _connectPatience, _clock, hangUp).ConfigureAwait(false);
            Post(() => OnConnected(session));
            return session;
        }
        catch (UpstreamException e)
        {
            Post(() => OnRefused(e));
        }
        catch (OperationCanceledException) when (hangUp.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }

        return null;
    }

    private void OnConnected(UpstreamSession session)
    {
        _connecting = null;
        _nextAttempt = Instant.Origin;
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
        _connecting = null;
        _nextAttempt = refusal.IsFinal ? Instant.Never : _clock.GetInstant() + _backoff.Next();
        if (_session is not null)
        {
            // It is only to be renewed, and still answers.
            return;
        }

        if (_lastRefusal != refusal.Message)
        {
            _lastRefusal = refusal.Message;
            LogRefused(_call.Id, refusal.Message);
            _call.ReportError(refusal.Code, $"{refusal.Message} {(refusal.IsFinal ? "It is not tried again: whoever runs the server has to set it right." : "It is tried again until it works.")}");
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
        _lastRefusal = $"the connection was lost: {why}.";
        LogLost(_call.Id, why);
        _closing.Close(session);
        if (_successor is { } successor)
        {
            _successor = null;
            Adopt(successor);
        }
        else
        {
            _nextAttempt = _clock.GetInstant() + _backoff.Next();
        }

        _call.ReportError(code, $"The connection to the model is lost: {why}. It is made again, and the conversation goes on from what was said.");
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
        UpstreamSession? late = _connecting is { } connecting ? await connecting.ConfigureAwait(false) : null;
        _closing.Close(_session);
        _closing.Close(_successor);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "Call {Call} cannot reach its model: {Why}")]
    private partial void LogRefused(string call, string why);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Call {Call} has lost the connection to its model: {Why}")]
    private partial void LogLost(string call, string why);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "Call {Call} is told by its model of an error, {Code}: {Why}")]
    private partial void LogFault(string call, string code, string why);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Information, Message = "Call {Call} goes on in a new session of its model")]
    private partial void LogRenewed(string call);
}
