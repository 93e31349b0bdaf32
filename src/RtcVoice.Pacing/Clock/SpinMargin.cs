namespace RtcVoice.Pacing.Clock;

/// <summary>
/// How long before a deadline the pacer stops sleeping and starts to spin. A busy machine wakes a thread within 60 us;
/// an idle one, whose processor has gone to sleep too, takes 110 to 130 us (measured at one call). So the margin follows
/// the wake-ups it sees: up at once, down slowly.
/// </summary>
internal sealed class SpinMargin
{
    /// <summary>Covers the wake-up of a thread on a busy machine: p99 39 us idle, 22 us with SCHED_FIFO.</summary>
    public const long Min = 60_000;

    /// <summary>Beyond this a wake-up was not slow but disturbed, and spinning longer would only burn the processor.</summary>
    public const long Max = 200_000;

    /// <summary>What the margin keeps above the wake-up that it follows.</summary>
    private const long Headroom = 15_000;

    /// <summary>A hundredth of the excess is given back at each wake-up that did not need it.</summary>
    private const int Decay = 100;

    /// <summary>Nanoseconds.</summary>
    public long Nanoseconds { get; private set; } = Min;

    /// <summary>Learns how long after the time it asked for the thread was running again.</summary>
    public void Observe(long overshoot)
    {
        // A disturbance says nothing about the next wake-up.
        if (overshoot > Max)
        {
            return;
        }

        long wanted = overshoot + Headroom;
        Nanoseconds = wanted > Nanoseconds
            ? Math.Min(Max, Nanoseconds + ((wanted - Nanoseconds + 3) / 4))
            : Math.Max(Min, Nanoseconds - ((Nanoseconds - Math.Max(wanted, Min)) / Decay));
    }
}
