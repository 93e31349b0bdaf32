namespace RtcVoice.Pacing.Speech;

/// <summary>
/// What speech needs of an encoder: frames of 20 ms, and states to go back to. The seam where a test puts an encoder
/// whose packets can be read back sample by sample.
/// </summary>
internal interface ISpeechEncoder : IDisposable
{
    /// <summary>0 to 100 %.</summary>
    int ExpectedPacketLossPercent { set; }

    /// <summary>Encodes 960 samples; returns the packet's length.</summary>
    int Encode(ReadOnlySpan<short> pcm, Span<byte> packet);

    /// <summary>Keeps the present state under a number from 0 up, as small as may be.</summary>
    void Save(int state);

    /// <summary>Goes back to a state that was kept.</summary>
    void Restore(int state);

    /// <summary>Goes to the state that a listener's decoder is in after the shared silence.</summary>
    void RestoreSilence();
}
