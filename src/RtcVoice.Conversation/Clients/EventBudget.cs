using RtcVoice.Timing;

namespace RtcVoice.Conversation.Clients;

/// <summary>How many events a client may still send: a bucket that fills evenly. One thread at a time.</summary>
/// <param name="perSecond">What comes in a second; the bucket holds twice as much.</param>
internal sealed class EventBudget(int perSecond)
{
    private double _left = 2.0 * perSecond;
    private Instant _filledAt = Instant.Never;

    /// <summary>Takes one event's worth; false when there is none.</summary>
    public bool TryTake(Instant now)
    {
        if (!_filledAt.IsNever)
        {
            _left = Math.Min(2.0 * perSecond, _left + ((now - _filledAt).TotalSeconds * perSecond));
        }

        _filledAt = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
