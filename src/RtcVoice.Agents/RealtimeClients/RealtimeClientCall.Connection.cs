using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients.Commands;
using RtcVoice.Agents.RealtimeClients.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Session;
using RtcVoice.Timing;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>
/// The session: begun when the call begins, begun again when it is lost, and given up for another when it is old or spent, in
/// a pause or when an answer is wanted that it cannot give. A new one is told the conversation as it is known here.
/// </summary>
internal sealed partial class RealtimeClientCall
{
    /// <summary>A pause to renew an old session in is waited for so long; then one in which nothing is made will do.</summary>
    private static readonly TimeSpan PausePatience = TimeSpan.FromMinutes(1);

    private readonly Backoff _backoff = new(static () => RandomNumberGenerator.GetInt32(1000) / 1000.0);
    private readonly ClosingSessions _closing = new();

    /// <summary>The session that answers; null while there is none.</summary>
    private ProviderSession? _session;
    private Task<ProviderSession?>? _connecting;
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
            _nextAttempt = Instant.Origin;
            _closing.Close(session);
        }

        if (_connecting is null && now >= _nextAttempt)
        {
            _connecting = ConnectAsync(_config, over);
        }
    }

    private bool IsToLeave(ProviderSession session, Instant now)
    {
        Instant due = session.Begun + _maxAge;
        if (_active is not null || (!session.Conversation.IsSpent && now < due))
        {
            return false;
        }

        return _speaking is null || now >= due + PausePatience || (session.Conversation.IsSpent && _waiting.Count > 0);
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

        Instant due = session.Begun + _maxAge;
        return now < due ? due : now < due + PausePatience ? due + PausePatience : Instant.Never;
    }

    private async Task<ProviderSession?> ConnectAsync(SessionConfig config, CancellationToken over)
    {
        RealtimeSessionOptions request = SessionRequest.Of(config, _options, _tools, withVoice: true);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            ProviderSession session = await ProviderSession.OpenAsync(_client, request, _options, _known, _cuts, _clock, over).ConfigureAwait(false);
            Post(() => OnConnected(session, config));
            return session;
        }
        catch (UpstreamException e)
        {
            Post(() => OnRefused(e));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }

        return null;
    }

    private void OnConnected(ProviderSession session, SessionConfig config)
    {
        _connecting = null;
        _nextAttempt = Instant.Origin;
        _session = session;
        session.Listen(
            (message, seen) => Post(() =>
            {
                OnMessage(session, message);
                seen();
            }),
            why => Post(() => OnLost(session, why)),
            () => Post(() => session.Conversation.IsSpent = true));
        if (config != _config)
        {
            Configure();
        }

        Update();
        if (_speaking is { } turn)
        {
            session.Conversation.BeginTurn(turn.ItemId, turn.Position, _recent.Pieces);
        }
    }

    private void OnRefused(UpstreamException refusal)
    {
        _connecting = null;
        _nextAttempt = refusal.IsFinal ? Instant.Never : _clock.GetInstant() + _backoff.Next();
        if (_lastRefusal != refusal.Message)
        {
            _lastRefusal = refusal.Message;
            LogRefused(_call.Id, refusal.Message);
            _call.ReportError(refusal.Code, $"{refusal.Message} {(refusal.IsFinal ? "It is not tried again: whoever runs the server has to set it right." : "It is tried again until it works.")}");
        }
    }

    private void OnLost(ProviderSession session, string why)
    {
        if (session == _session)
        {
            LoseProvider("upstream_lost", why);
        }
    }

    private void LoseProvider(string code, string why)
    {
        ProviderSession session = _session!;
        _session = null;
        _lastRefusal = $"the session was lost: {why}.";
        _nextAttempt = _clock.GetInstant() + _backoff.Next();
        LogLost(_call.Id, why);
        _closing.Close(session);
        _call.ReportError(code, $"The session of the model is lost: {why}. Another is begun, and the conversation goes on from what was said.");
        if (_active is { } active)
        {
            // What has come of it is still said.
            _active = null;
            active.Feed.End(() => active.Response.Fail(code, $"The session of the model was lost while it answered: {why}."));
        }
    }

    private async Task CloseAsync()
    {
        // One that was begun in the last moment is in a letter that nobody reads any more.
        ProviderSession? late = _connecting is { } connecting ? await connecting.ConfigureAwait(false) : null;
        _closing.Close(_session);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }
}
