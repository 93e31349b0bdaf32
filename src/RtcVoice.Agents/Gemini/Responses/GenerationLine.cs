using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini.Responses;

/// <summary>
/// Finds out which answer something belongs to that the upstream sends: it names none. Answers are made one after the other,
/// and one that was broken off ends before the next begins: by <c>interrupted</c>, and by <c>turnComplete</c> behind it, of
/// which either may be missing when it had not begun or was whole.
/// </summary>
internal sealed class GenerationLine
{
    /// <summary>Answers that are not wanted any more, or were done with, and whose turn's end has not come; oldest first.</summary>
    private readonly List<Generation> _past = [];

    /// <summary>The answer that is wanted, or null.</summary>
    public Generation? Active { get; private set; }

    /// <summary>True when the upstream makes nothing that it has not ended.</summary>
    public bool IsQuiet => Active is null && _past.TrueForAll(g => g.IsOver);

    /// <summary>When an answer that was broken off must have ended; never when there is none.</summary>
    public Instant PastDeadline => _past.Find(g => !g.IsOver)?.Deadline ?? Instant.Never;

    /// <summary>An answer is asked for.</summary>
    /// <param name="generation">Which.</param>
    /// <param name="goesOn">Whether it goes on in the turn of the one before, whose end will not come.</param>
    public void Begin(Generation generation, bool goesOn)
    {
        if (goesOn)
        {
            _past.RemoveAll(g => g.IsOver);
        }

        Active = generation;
    }

    /// <summary>The answer is not wanted any more, or done with before its turn's end has come.</summary>
    public void Leave()
    {
        _past.Add(Active!);
        Active = null;
    }

    /// <summary>Nothing is waited for any more.</summary>
    public void Clear()
    {
        Active = null;
        _past.Clear();
    }

    /// <summary>Answers that were broken off and of whose end nothing was heard are taken to have ended.</summary>
    /// <returns>False when one of them was being made: the upstream does not stop.</returns>
    public bool TryForget()
    {
        bool isTalking = _past.Exists(g => !g.IsOver && g.HasContent);
        _past.RemoveAll(g => !g.IsOver);
        return !isTalking;
    }

    /// <summary>Something has come of an answer.</summary>
    /// <returns>The answer; null when it is not wanted.</returns>
    public Generation? TakeContent()
    {
        if (_past.Find(g => !g.IsOver) is { } past)
        {
            past.HasContent = true;
            return null;
        }

        if (Active is not { IsOver: false } active)
        {
            return null;
        }

        active.HasContent = true;
        return active;
    }

    /// <summary>Something was used.</summary>
    /// <returns>The answer that took it; null when it is not wanted.</returns>
    public Generation? FindUsed() => _past.Count > 0 && Active is not { HasContent: true } ? null : Active;

    /// <summary>An answer is broken off.</summary>
    public void Interrupt()
    {
        if (_past.Find(g => !g.IsOver) is { } past)
        {
            past.IsOver = true;
        }
        else if (Active is { HasContent: true, IsOver: false } active)
        {
            active.IsOver = true;
            active.IsBroken = true;
        }
    }

    /// <summary>All of an answer is there.</summary>
    /// <returns>The answer; null when it is not wanted.</returns>
    public Generation? Complete()
    {
        if (_past.Find(g => !g.IsOver) is { } past)
        {
            past.IsOver = true;
            return null;
        }

        return Active is { IsOver: false } active && (active.HasContent || _past.Count == 0) ? active : null;
    }

    /// <summary>A turn has ended.</summary>
    /// <returns>The answer that was wanted and has ended with it; null when it was another's turn.</returns>
    public Generation? End()
    {
        if (_past.Count > 0 && Active is not { HasContent: true })
        {
            _past.RemoveAt(0);
            return null;
        }

        Generation? ended = Active;
        Clear();
        return ended;
    }
}
