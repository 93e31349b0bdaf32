namespace RtcVoice.Audio.JitterBuffer;

/// <summary>What a decoder shall do for the next piece of sound.</summary>
public enum PlayoutKind
{
    /// <summary>Nothing to play: no packet yet, still filling, or starving for long. Play silence.</summary>
    Waiting,

    /// <summary>Decode the payload.</summary>
    Packet,

    /// <summary>Lost or not there in time: conceal.</summary>
    Lost,

    /// <summary>Lost, and the payload, which is the next packet, holds a copy: decode that copy.</summary>
    Recoverable,

    /// <summary>The sender sent nothing here on purpose (DTX, or its timestamps went on without packets). Play silence or conceal.</summary>
    Paused,
}
