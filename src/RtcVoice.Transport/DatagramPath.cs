using RtcVoice.Pacing;

namespace RtcVoice.Transport;

/// <summary>A way to one remote tuple: the shared UDP port with an address, or one TCP connection.</summary>
internal abstract class DatagramPath
{
    /// <summary>Sends one datagram, or drops it; any thread, never blocks, never throws.</summary>
    public abstract void Send(ReadOnlySpan<byte> datagram);

    /// <summary>
    /// Lets a datagram leave with others that the calling thread queues, where that is cheaper; else sends it at once.
    /// </summary>
    /// <param name="pinned">The datagram, in memory that neither moves nor changes before the flush.</param>
    /// <returns>What the same thread has to flush, or null when the datagram has been sent.</returns>
    public virtual IPacketBatch? Queue(ReadOnlySpan<byte> pinned)
    {
        Send(pinned);
        return null;
    }
}
