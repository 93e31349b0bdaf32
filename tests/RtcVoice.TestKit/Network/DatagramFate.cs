namespace RtcVoice.TestKit.Network;

/// <summary>What becomes of one datagram.</summary>
/// <param name="Lost">It never arrives; the rest does not matter then.</param>
/// <param name="Delay">What it takes, jitter included.</param>
/// <param name="Overtaken">It is held back outside the queue, and may be overtaken.</param>
/// <param name="Duplicated">It arrives twice.</param>
public readonly record struct DatagramFate(bool Lost, TimeSpan Delay, bool Overtaken, bool Duplicated);
