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

    private readonly ClosingSessions _closing = new();

    /// <summary>The session that answers; null while there is none.</summary>
    private ProviderSession? _session;

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
            _attempts.Hasten();
            _closing.Close(session);
        }

        if (now >= _attempts.Next)
        {
            SessionConfig config = _config;
            RealtimeSessionOptions request = SessionRequest.Of(config, _options, _tools, withVoice: true);
            _attempts.Begin(
                hangUp => ProviderSession.OpenAsync(_client, request, _options, _known, _cuts, _clock, hangUp),
                session => OnConnected(session, config),
                OnRefused,
                over);
        }
    }

    private bool IsToLeave(ProviderSession session, Instant now)
    {
        Instant due = session.Begun + _maxAge;
        if (_active is not null || (!session.Conversation.IsSpent && now < due))
        {
            return false;
        }

        return _speaking is null || now >= due + PausePatience || (session.Conversation.IsSpent && _waiting.Any);
    }

    private Instant NextConnecting(Instant now)
    {
        if (_session is not { } session)
        {
            return _attempts.Next;
        }

        Instant due = session.Begun + _maxAge;
        return now < due ? due : now < due + PausePatience ? due + PausePatience : Instant.Never;
    }

    private void OnConnected(ProviderSession session, SessionConfig config)
    {
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

    private void OnRefused(UpstreamException refusal) =>
        _attempts.Refuse(refusal, "It is not tried again: whoever runs the server has to set it right.");

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
        _closing.Close(session);
        _attempts.Lose(code, why);
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
        ProviderSession? late = await _attempts.EndAsync().ConfigureAwait(false);
        _closing.Close(_session);
        _closing.Close(late);
        await _closing.Closed.ConfigureAwait(false);
    }
}
