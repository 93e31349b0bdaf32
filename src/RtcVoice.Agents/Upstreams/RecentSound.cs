using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>The person's sound of the last moments: a turn is known to have begun when it was long enough not to be a cough, and its first syllable has to be there still.</summary>
internal sealed class RecentSound
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    /// <summary>A minute, 1.9 MB: who has heard nothing for longer has hung up.</summary>
    private static readonly TimeSpan KeptUnheard = TimeSpan.FromMinutes(1);

    private readonly Queue<UserSound> _pieces = new();

    /// <summary>The pieces, oldest first.</summary>
    public IEnumerable<UserSound> Pieces => _pieces;

    /// <summary>Adds a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isUnheard">Whether nobody hears it yet: then up to a minute is kept for who will.</param>
    public void Add(UserSound piece, bool isUnheard = false)
    {
        _pieces.Enqueue(piece);
        while (piece.Position - _pieces.Peek().Position > (isUnheard ? KeptUnheard : Kept))
        {
            _pieces.Dequeue();
        }
    }
}
