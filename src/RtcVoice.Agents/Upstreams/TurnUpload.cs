using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// A turn that goes up while it is spoken. What counts is the turn as the call hands it over at its end: this is its
/// beginning, sent ahead, or of no use when a piece is missing.
/// </summary>
/// <param name="itemId">The item that the turn will be.</param>
/// <param name="position">Where in all the person's sound it begins.</param>
internal sealed class TurnUpload(string itemId, TimeSpan position)
{
    /// <summary>100 ms: ten messages a second instead of fifty.</summary>
    private const int PieceSamples = UserTurn.SampleRate / 10;

    private readonly List<short> _pending = [];
    private long _next = ToSample(position);

    /// <summary>The item that the turn will be.</summary>
    public string ItemId { get; } = itemId;

    /// <summary>How many samples of the turn have been given to be sent.</summary>
    public int Sent { get; private set; }

    /// <summary>False when a piece is missing.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Takes a piece of the person's sound.</summary>
    /// <returns>Samples at <see cref="UserTurn.SampleRate"/> that are to be sent; none while they are too few.</returns>
    public short[] Take(UserSound piece)
    {
        long start = ToSample(piece.Position);
        IsWhole &= start <= _next;
        if (!IsWhole || start + piece.Pcm.Length <= _next)
        {
            return [];
        }

        _pending.AddRange(piece.Pcm.Span[(int)(_next - start)..]);
        _next = start + piece.Pcm.Length;
        if (_pending.Count < PieceSamples)
        {
            return [];
        }

        short[] taken = [.. _pending];
        _pending.Clear();
        Sent += taken.Length;
        return taken;
    }

    private static long ToSample(TimeSpan position) => (long)Math.Round(position.TotalSeconds * UserTurn.SampleRate);
}
