using RtcVoice.Conversation.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// How far a client that plays by itself has come, if it plays what it gets at once and without a pause: it cannot be
/// further. The worker's.
/// </summary>
internal sealed class ClientPlayback
{
    /// <summary>Speeches that are remembered; what is asked about is on its way, or has just been.</summary>
    private const int Capacity = 64;

    /// <summary>What a client buffers before it begins, and the network on the way.</summary>
    private static readonly TimeSpan Error = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<long, (TimeSpan Sent, Instant PlayedThrough)> _speeches = [];
    private readonly Queue<long> _order = new();

    /// <summary>When all that was sent will have been played.</summary>
    private Instant _playedThrough = Instant.Origin;

    /// <summary>Sound of a speech was sent.</summary>
    public void OnSent(long speech, TimeSpan length, Instant now)
    {
        _playedThrough = (_playedThrough > now ? _playedThrough : now) + length;
        if (!_speeches.TryGetValue(speech, out (TimeSpan Sent, Instant PlayedThrough) before))
        {
            _order.Enqueue(speech);
            if (_order.Count > Capacity)
            {
                _speeches.Remove(_order.Dequeue());
            }
        }

        _speeches[speech] = (before.Sent + length, _playedThrough);
    }

    /// <summary>The client was told to stop, and throws away what it has not played.</summary>
    public void OnCut(Instant now) => _playedThrough = Instant.Earlier(_playedThrough, now);

    /// <summary>How far a speech has come.</summary>
    public OutputPosition PositionOf(long speech, Instant now)
    {
        (TimeSpan sent, Instant playedThrough) = _speeches.GetValueOrDefault(speech, (TimeSpan.Zero, Instant.Origin));
        TimeSpan waiting = playedThrough > now ? playedThrough - now : TimeSpan.Zero;
        return new OutputPosition(sent, sent > waiting ? sent - waiting : TimeSpan.Zero, Error, PlayoutSource.SendClock);
    }
}
