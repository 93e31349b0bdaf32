namespace RtcVoice.Agents.Local;

/// <summary>Digits as words.</summary>
internal static class SpokenDigits
{
    /// <summary>The word of each digit.</summary>
    public static IReadOnlyList<string> Names { get; } = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>The digit of a word, where it is one.</summary>
    public static int? Read(string word)
    {
        for (int digit = 0; digit < Names.Count; digit++)
        {
            if (Names[digit] == word)
            {
                return digit;
            }
        }

        return word == "oh" ? 0 : null;
    }
}
