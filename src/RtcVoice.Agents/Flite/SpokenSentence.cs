namespace RtcVoice.Agents.Flite;

/// <summary>A sentence and its sound.</summary>
/// <param name="TextStart">Where it stands in the text that was given to be spoken.</param>
/// <param name="TextLength">Its length there, with the white space behind it.</param>
/// <param name="Pcm">Mono Pcm16 at <see cref="FliteVoice.SampleRate"/>; empty when there was nothing to say.</param>
/// <param name="Words">Its words that sound, in order.</param>
public sealed record SpokenSentence(int TextStart, int TextLength, ReadOnlyMemory<short> Pcm, IReadOnlyList<SpokenWord> Words)
{
    /// <summary>How long the sound lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Pcm.Length / FliteVoice.SampleRate);
}
