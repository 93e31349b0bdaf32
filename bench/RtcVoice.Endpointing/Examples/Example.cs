namespace RtcVoice.Endpointing.Examples;

/// <summary>A moment at which the judge is asked.</summary>
/// <param name="Recording">Number of the recording.</param>
/// <param name="Kind">Where it lies.</param>
/// <param name="IsClean">True where the sound is as it was recorded, but for the cut.</param>
/// <param name="PauseSeconds">How long the pause is, for <see cref="ExampleKind.InnerPause"/>.</param>
/// <param name="Features">What the product's own code makes of it.</param>
internal sealed record Example(int Recording, ExampleKind Kind, bool IsClean, double PauseSeconds, float[] Features)
{
    /// <summary>True where the speaker has finished.</summary>
    public bool HasEnded => Kind is ExampleKind.End or ExampleKind.FadedEnd;
}
