using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>The person's sound of the last moments: a turn is known to have begun when it was long enough not to be a cough, and its first syllable has to be there still.</summary>
internal sealed class RecentSound
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    private readonly Queue<UserSound> _pieces = new();

    /// <summary>The pieces, oldest first.</summary>
    public IEnumerable<UserSound> Pieces => _pieces;

    /// <summary>Adds a piece.</summary>
    public void Add(UserSound piece)
    {
        _pieces.Enqueue(piece);
        while (piece.Position - _pieces.Peek().Position > Kept)
        {
            _pieces.Dequeue();
        }
    }
}
