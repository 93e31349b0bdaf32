namespace RtcVoice.Agents.Local;

/// <summary>How fast the concierge speaks: five steps, of which the middle one is usual. Not for two threads at a time.</summary>
internal sealed class Pace
{
    private static readonly double[] Steps = [0.65, 0.8, 1, 1.3, 1.6];
    private int _step = Array.IndexOf(Steps, 1.0);

    /// <summary>How many times as long as usual speech takes.</summary>
    public double Stretch => Steps[_step];

    /// <summary>Slows down; false when it is as slow as can be.</summary>
    public bool TrySlower() => TryMove(1);

    /// <summary>Speeds up; false when it is as fast as can be.</summary>
    public bool TryFaster() => TryMove(-1);

    private bool TryMove(int by)
    {
        int moved = Math.Clamp(_step + by, 0, Steps.Length - 1);
        bool isMoved = moved != _step;
        _step = moved;
        return isMoved;
    }
}
