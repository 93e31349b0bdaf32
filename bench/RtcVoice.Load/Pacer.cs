namespace RtcVoice.Load;

/// <summary>Who sends the frames of the calls.</summary>
internal enum Pacer
{
    /// <summary>The server as it is.</summary>
    Product,

    /// <summary>The server's transport, with a <see cref="System.Threading.Timer"/> per call in place of its pacer.</summary>
    Timer,

    /// <summary>The server's transport, with a loop of Task.Delay to absolute times per call in place of its pacer.</summary>
    Delay,
}
