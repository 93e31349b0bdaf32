namespace RtcVoice.Fuzz.Targets;

/// <summary>Opus packets of every framing (RFC 6716 section 3.2), with content that no encoder made.</summary>
internal static class OpusSeeds
{
    /// <summary>20 ms of a hybrid frame, one frame to the packet.</summary>
    public static byte[] Frame { get; } = [0x78, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Frame,
        [0x08], // nothing to send
        [0x09, 0x40, 2, 3, 4], // SILK 20 ms, two frames of one size, the first with a copy of the one before
        [0x7E, 2, 1, 2, 3, 4, 5], // two frames of two sizes, stereo
        [0xE3, 0x03, 1, 2, 3], // CELT 2.5 ms, three frames of one size
        [0x1B, 0xC2, 2, 1, 9, 8, 0, 0], // SILK 60 ms, two frames of two sizes and padding
        [0xFB, 0x86, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6], // CELT 20 ms, six frames
        [0x7A, 0xFC, 0x01, .. new byte[300]], // a length of two bytes
    ];
}
