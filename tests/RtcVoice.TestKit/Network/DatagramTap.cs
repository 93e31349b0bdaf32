namespace RtcVoice.TestKit.Network;

/// <summary>Looks at a datagram that passes; it must not keep it.</summary>
public delegate void DatagramTap(ReadOnlySpan<byte> datagram);
