using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace RtcVoice.Server.Watching;

/// <summary>Somebody who watches: gets what is broadcast, and is dropped when that is not taken. Any thread.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "A cancellation source without a timer holds nothing to dispose of, and whoever ends a watcher may come late.")]
internal sealed class Watcher(Action<Watcher> leave) : IDisposable
{
    /// <summary>What may wait to be taken; who is further behind reads too slowly to be shown anything live.</summary>
    public const int MaxWaiting = 5;

    private readonly Action<Watcher> _leave = leave;
    private readonly CancellationTokenSource _over = new();
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>Cancelled when there will be no more: it was dropped, or the server stops.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>What is broadcast from now on, until <see cref="Over"/>.</summary>
    public ChannelReader<byte[]> Broadcasts => _waiting.Reader;

    /// <summary>Hands over what is broadcast; false when there is no room for it.</summary>
    public bool TryOffer(byte[] broadcast) => _waiting.Writer.TryWrite(broadcast);

    /// <summary>Lets it know that there will be no more.</summary>
    public void End()
    {
        _waiting.Writer.TryComplete();
        // What its connection does about it is no business of this thread.
        _ = _over.CancelAsync();
    }

    /// <summary>It watches no more.</summary>
    public void Dispose() => _leave(this);
}
