namespace RtcVoice.Agents.Local;

/// <summary>What the person has heard of the answers, by the words that the call says were heard. Safe for several threads.</summary>
internal sealed class HeardAnswers
{
    /// <summary>Answers that are kept though the call has not said what became of them; older ones have been forgotten there too.</summary>
    private const int MaxUnderWay = 16;

    private readonly Lock _gate = new();
    private readonly Queue<(string ItemId, string Text)> _underWay = new();
    private string? _last;

    /// <summary>The words that were heard of the last answer that was heard at all; null before the first.</summary>
    public string? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>An answer is about to be spoken.</summary>
    public void OnBegun(string itemId, string text)
    {
        lock (_gate)
        {
            _underWay.Enqueue((itemId, text));
            if (_underWay.Count > MaxUnderWay)
            {
                _underWay.Dequeue();
            }
        }
    }

    /// <summary>An answer was written, not spoken: it is read.</summary>
    public void OnWritten(string text)
    {
        lock (_gate)
        {
            _last = text;
        }
    }

    /// <summary>An answer was heard to its end.</summary>
    public void OnHeard(string itemId) => Keep(itemId, heard: null);

    /// <summary>An answer was cut.</summary>
    /// <param name="itemId">The answer.</param>
    /// <param name="heard">The words of it that were heard; none when it was cut before the first.</param>
    public void OnCut(string itemId, string heard)
    {
        if (heard.Length > 0)
        {
            Keep(itemId, heard);
        }
    }

    private void Keep(string itemId, string? heard)
    {
        lock (_gate)
        {
            if (_underWay.FirstOrDefault(answer => answer.ItemId == itemId).Text is { } text)
            {
                _last = heard ?? text;
            }
        }
    }
}
