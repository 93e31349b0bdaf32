using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// The one task that owns an agent's side of a call: what the call tells, the person's sound, what an upstream tells and the
/// time leave letters, which it does one after the other and never waits for anything else.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="clock">Measures time.</param>
internal sealed class CallLetters(IAgentCall call, TimeProvider clock)
{
    private readonly IAgentCall _call = call;
    private readonly TimeProvider _clock = clock;
    private readonly Channel<Action> _letters = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private Instant _armedFor = Instant.Never;

    /// <summary>Leaves something to do. Any thread.</summary>
    public void Post(Action letter) => _letters.Writer.TryWrite(letter);

    /// <summary>Does what is left to do until the person hangs up.</summary>
    /// <param name="take">Takes an event of the call.</param>
    /// <param name="hear">Takes a piece of the person's sound.</param>
    /// <param name="advance">Does what is due, and says when there is more: behind every letter, and then. What it begins ends with the call.</param>
    /// <param name="close">Ends what the agent holds, when the call is over; it is not over before that.</param>
    /// <param name="hangUp">The person hangs up.</param>
    public async Task RunAsync(
        Action<AgentEvent> take, Action<UserSound> hear, Func<Instant, CancellationToken, Instant> advance, Func<Task> close, CancellationToken hangUp)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        ITimer timer = _clock.CreateTimer(_ => Post(() => _armedFor = Instant.Never), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using ConfiguredAsyncDisposable disposal = timer.ConfigureAwait(false);
        Task listening = ListenAsync(take, over.Token);
        Task hearing = HearAsync(hear, over.Token);
        try
        {
            Arm(timer, advance, over.Token);
            await foreach (Action letter in _letters.Reader.ReadAllAsync(over.Token).ConfigureAwait(false))
            {
                letter();
                Arm(timer, advance, over.Token);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await close().ConfigureAwait(false);
        }

        await listening.ConfigureAwait(false);
        await hearing.ConfigureAwait(false);
    }

    private void Arm(ITimer timer, Func<Instant, CancellationToken, Instant> advance, CancellationToken over)
    {
        Instant now = _clock.GetInstant();
        Instant next = advance(now, over);
        if (next != _armedFor)
        {
            _armedFor = next;
            timer.Change(next.IsNever ? Timeout.InfiniteTimeSpan : next > now ? next - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ListenAsync(Action<AgentEvent> take, CancellationToken hangUp)
    {
        Exception? fault = null;
        try
        {
            await foreach (AgentEvent happening in _call.ReadEventsAsync(hangUp).ConfigureAwait(false))
            {
                Post(() => take(happening));
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        _letters.Writer.TryComplete(fault);
    }

    private async Task HearAsync(Action<UserSound> hear, CancellationToken hangUp)
    {
        try
        {
            await foreach (UserSound piece in _call.ListenAsync(hangUp).ConfigureAwait(false))
            {
                Post(() => hear(piece));
            }
        }
        catch (OperationCanceledException) when (hangUp.IsCancellationRequested)
        {
            // The call is over.
        }
    }
}
