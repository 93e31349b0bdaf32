namespace RtcVoice.Endpointing.Data;

/// <summary>What one person said in one go.</summary>
/// <param name="Corpus">Where it comes from, and so who speaks.</param>
/// <param name="Key">What is said, the same in every language: all of a key are trained on, or none.</param>
/// <param name="Text">The words, with their punctuation; empty where nobody wrote them down.</param>
/// <param name="Pcm">16 kHz mono.</param>
internal sealed record Recording(string Corpus, string Key, string Text, short[] Pcm)
{
    /// <summary>Parts that are held out in turn, where rules and models are chosen.</summary>
    public const int Folds = 4;

    /// <summary>What it is reported with.</summary>
    public RecordingSet Set { get; init; }

    /// <summary>True where it is known to stop in mid-sentence, which the next recording takes up.</summary>
    public bool IsBroken { get; init; }

    /// <summary>True for what is kept from training: a quarter of the keys, and what the tests of the product use.</summary>
    public bool IsHeldOut => Corpus == "librivox" || Hash(Key) % Folds == 0;

    /// <summary>Which part of what may be learnt from it belongs to.</summary>
    public int Fold => (int)(Hash(Key) / Folds % Folds);

    /// <summary>True where the words end as they would if more were to come.</summary>
    public bool TrailsOff => IsBroken || Text.TrimEnd().EndsWith("...", StringComparison.Ordinal) || Text.TrimEnd().EndsWith('…') || Text.TrimEnd().EndsWith(',');

    /// <summary>True where it is no more than a sentence, so that a pause in it is no end.</summary>
    public bool IsOneSentence => Text.Length > 0 && Text.TrimEnd().TrimEnd('.', '!', '?', '"').IndexOfAny(['.', '!', '?', ':', '…']) < 0;

    /// <summary>FNV-1a: the same in every process.</summary>
    public static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash;
    }
}
