using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// A call's attempts to have a session of its upstream: one at a time, later each time that they fail, and none any more when
/// it is of no use. It belongs to the task that owns the call, and tells it by letters how each has gone.
/// </summary>
/// <param name="call">The call, which is told when the upstream cannot be reached.</param>
/// <param name="letters">The letters of its owner.</param>
/// <param name="clock">Measures time.</param>
/// <param name="logger">Is told as well.</param>
/// <typeparam name="TSession">A session of the upstream.</typeparam>
internal sealed class SessionAttempts<TSession>(IAgentCall call, CallLetters letters, TimeProvider clock, ILogger logger)
    where TSession : class
{
    private const string None = "no session has begun yet.";

    private readonly IAgentCall _call = call;
    private readonly CallLetters _letters = letters;
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;
    private readonly Backoff _backoff = new(static () => RandomNumberGenerator.GetInt32(1000) / 1000.0);
    private Task<TSession?>? _underWay;
    private Instant _next;

    /// <summary>Why there is no session, in a sentence.</summary>
    public string LastRefusal { get; private set; } = None;

    /// <summary>True when none is made any more.</summary>
    public bool IsGivenUp => _next.IsNever;

    /// <summary>When the next may begin; never while one is under way, nor when it is of no use.</summary>
    public Instant Next => _underWay is null ? _next : Instant.Never;

    /// <summary>Begins one; none may be under way.</summary>
    /// <param name="open">Opens a session; it runs beside the owner.</param>
    /// <param name="connected">Takes the session; the owner's.</param>
    /// <param name="refused">Is told why there is none, and calls <see cref="Refuse"/> or <see cref="Postpone"/>; the owner's.</param>
    /// <param name="over">The call is over.</param>
    public void Begin(
        Func<CancellationToken, Task<TSession>> open, Action<TSession> connected, Action<UpstreamException> refused, CancellationToken over) =>
        _underWay = OpenAsync(open, connected, refused, over);

    /// <summary>The next may begin at once.</summary>
    public void Hasten() => _next = Instant.Origin;

    /// <summary>The next waits, longer each time.</summary>
    public void Postpone() => _next = _clock.GetInstant() + _backoff.Next();

    /// <summary>The session has proved good: after the next loss it is tried again soon.</summary>
    public void Settle() => _backoff.Reset();

    /// <summary>A session that there was is lost, and says so; the next attempt waits.</summary>
    /// <param name="code">The error's code.</param>
    /// <param name="why">Why, in a few words.</param>
    public void Lose(string code, string why)
    {
        LastRefusal = $"the connection was lost: {why}.";
        Postpone();
        UpstreamLog.Lost(_logger, _call.Id, why);
        _call.ReportError(code, $"The connection to the model is lost: {why}. It is made again, and the conversation goes on from what was said.");
    }

    /// <summary>Waits for the next attempt, or gives up.</summary>
    /// <param name="refusal">What was said.</param>
    public void Defer(UpstreamException refusal)
    {
        if (refusal.IsFinal)
        {
            _next = Instant.Never;
        }
        else
        {
            Postpone();
        }
    }

    /// <summary>The same, and says so where it was not said before.</summary>
    /// <param name="refusal">What was said.</param>
    /// <param name="whenFinal">What is to be done where it is of no use to try again, in a sentence.</param>
    public void Refuse(UpstreamException refusal, string whenFinal)
    {
        Defer(refusal);
        if (LastRefusal != refusal.Message)
        {
            LastRefusal = refusal.Message;
            UpstreamLog.Refused(_logger, _call.Id, refusal.Message);
            _call.ReportError(refusal.Code, $"{refusal.Message} {(refusal.IsFinal ? whenFinal : "It is tried again until it works.")}");
        }
    }

    /// <summary>What was refused for good may be taken now.</summary>
    public void ForgetRefusal()
    {
        if (IsGivenUp)
        {
            Hasten();
            LastRefusal = None;
        }
    }

    /// <summary>Waits for the one that is under way.</summary>
    /// <returns>Its session, which nobody has taken when the letters are read no more; or null.</returns>
    public async Task<TSession?> EndAsync() => _underWay is { } underWay ? await underWay.ConfigureAwait(false) : null;

    private async Task<TSession?> OpenAsync(
        Func<CancellationToken, Task<TSession>> open, Action<TSession> connected, Action<UpstreamException> refused, CancellationToken over)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            TSession session = await open(over).ConfigureAwait(false);
            _letters.Post(() =>
            {
                _underWay = null;
                Hasten();
                connected(session);
            });
            return session;
        }
        catch (UpstreamException e)
        {
            _letters.Post(() =>
            {
                _underWay = null;
                refused(e);
            });
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }

        return null;
    }
}
