namespace RtcVoice.Transport;

/// <summary>A way to one remote tuple: the shared UDP port with an address, or one TCP connection.</summary>
internal abstract class DatagramPath
{
    /// <summary>Sends one datagram, or drops it; any thread, never blocks, never throws.</summary>
    public abstract void Send(ReadOnlySpan<byte> datagram);
}
