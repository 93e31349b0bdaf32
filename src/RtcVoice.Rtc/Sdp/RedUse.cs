namespace RtcVoice.Rtc.Sdp;

/// <summary>What becomes of an offered RED (RFC 2198), which repeats each frame in the next packet.</summary>
internal enum RedUse
{
    /// <summary>It is left out of the answer.</summary>
    None,

    /// <summary>It stands after Opus: we may send it, and Chromium will not (it stops at the first codec it can send).</summary>
    Accepted,

    /// <summary>It stands before Opus: Chromium sends it, at twice the bit rate.</summary>
    Preferred,
}
