namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// Something that reads bytes of strangers. A target is one class in <c>Targets/</c>, named <c>XTarget</c>, that
/// implements this; it is found by its type, and its seeds are the files of <c>Corpus/X/</c>.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>
    /// Reads the bytes and checks what must hold for any bytes. To throw is to fail, so a target throws nothing for bytes
    /// that are merely invalid. It depends on the bytes alone: no randomness, no clock, no state from call to call.
    /// </summary>
    static abstract void Fuzz(ReadOnlySpan<byte> data);

    /// <summary>Seeds besides those of the corpus folder, for example what the test kit already holds.</summary>
    static virtual IEnumerable<byte[]> Seeds => [];

    /// <summary>Words of the format, which mutations insert and overwrite with; empty when it has none.</summary>
    static virtual IReadOnlyList<byte[]> Words => [];
}
