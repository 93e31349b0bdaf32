namespace RtcVoice.Server.Calls;

/// <summary>How many calls may be up, of whichever kind. Any thread.</summary>
/// <param name="max">The most.</param>
internal sealed class CallSlots(int max)
{
    private int _taken;

    /// <summary>The most.</summary>
    public int Max { get; } = max;

    /// <summary>Takes a place; false when there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Max)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Release() => Interlocked.Decrement(ref _taken);
}
