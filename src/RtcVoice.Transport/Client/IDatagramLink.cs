using RtcVoice.Rtc;

namespace RtcVoice.Transport.Client;

/// <summary>How a client's datagrams travel: one UDP socket, or one TCP connection.</summary>
internal interface IDatagramLink : IDisposable
{
    /// <summary>Sends one datagram.</summary>
    void Send(ReadOnlySpan<byte> datagram, in TransportTuple destination);

    /// <summary>Waits for one datagram.</summary>
    ValueTask<(int Length, TransportTuple From)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation);
}
