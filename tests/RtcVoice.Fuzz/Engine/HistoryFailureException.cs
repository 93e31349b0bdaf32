namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// Thrown by a target that keeps something costly from input to input: it failed on what it kept, and
/// <see cref="Input"/> is one input that does all of it again from the beginning.
/// </summary>
internal sealed class HistoryFailureException(byte[] input, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The input to keep in place of the one that was run.</summary>
    public byte[] Input { get; } = input;
}
