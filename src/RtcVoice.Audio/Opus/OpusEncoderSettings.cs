namespace RtcVoice.Audio.Opus;

/// <summary>What we told libopus last, so that it need not be asked.</summary>
internal struct OpusEncoderSettings
{
    public int Bitrate;
    public int Complexity;
    public bool UseForwardErrorCorrection;
    public int ExpectedPacketLossPercent;
}
