using RtcVoice.Timing;

namespace RtcVoice.TestKit.Waiting;

/// <summary>Waits for something that other threads bring about, where sockets are real and no clock can be turned.</summary>
public static class Eventually
{
    /// <summary>Generous: machines that run tests are loaded. A test that passes never waits for it.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="condition">What to wait for; asked every 10 ms.</param>
    /// <param name="what">How a failure names it.</param>
    /// <param name="patience">How long to wait; null for <see cref="DefaultPatience"/>.</param>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return IsTrueAsync(() => Task.FromResult(condition()), what, patience);
    }

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, string, TimeSpan?)" />
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        TimeProvider clock = TimeProvider.System;
        Instant end = clock.GetInstant() + (patience ?? DefaultPatience);
        using var looks = new PeriodicTimer(LookInterval, clock);
        while (!await condition().ConfigureAwait(false))
        {
            if (clock.GetInstant() > end)
            {
                throw new TimeoutException($"Waited in vain: {what}.");
            }

            await looks.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It did not complete.</exception>
    public static Task WithinPatienceAsync(this Task task, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.WaitAsync(patience ?? DefaultPatience);
    }

    /// <inheritdoc cref="WithinPatienceAsync(Task, TimeSpan?)" />
    public static Task<T> WithinPatienceAsync<T>(this Task<T> task, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.WaitAsync(patience ?? DefaultPatience);
    }
}
