using System.Threading.Channels;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Hands the person's sound to an agent that listens all the time. Nothing is copied until one does; who listens too
/// slowly loses the oldest.
/// </summary>
internal sealed class UserSoundTap
{
    /// <summary>5 s in pieces of 20 ms, which is how sound comes in.</summary>
    private const int MaxPieces = 250;

    private Channel<UserSound>? _pieces;

    /// <summary>Begins to listen; once. Any thread.</summary>
    /// <exception cref="InvalidOperationException">Somebody listens already.</exception>
    public IAsyncEnumerable<UserSound> ListenAsync(CancellationToken cancellation)
    {
        var pieces = Channel.CreateBounded<UserSound>(
            new BoundedChannelOptions(MaxPieces) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
        if (Interlocked.CompareExchange(ref _pieces, pieces, null) is not null)
        {
            throw new InvalidOperationException("The call is listened to already: its sound has one reader.");
        }

        return pieces.Reader.ReadAllAsync(cancellation);
    }

    /// <summary>Takes a piece; the worker's thread.</summary>
    public void Write(TimeSpan position, ReadOnlySpan<short> pcm) =>
        Volatile.Read(ref _pieces)?.Writer.TryWrite(new UserSound(position, pcm.ToArray()));

    /// <summary>Nothing more will come.</summary>
    public void Complete() => Volatile.Read(ref _pieces)?.Writer.TryComplete();
}
