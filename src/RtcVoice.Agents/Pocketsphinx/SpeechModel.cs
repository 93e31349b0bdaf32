namespace RtcVoice.Agents.Pocketsphinx;

/// <summary>Where the acoustic model and the dictionary of US English lie.</summary>
/// <param name="Acoustics">The folder of the acoustic model.</param>
/// <param name="Dictionary">The file that says how words are pronounced.</param>
internal sealed record SpeechModel(string Acoustics, string Dictionary)
{
    private const string Folder = "/usr/share/pocketsphinx/model/en-us";
    private const string MissingMessage =
        "The speech model of US English was not found: install the package pocketsphinx-en-us (Debian, Ubuntu: apt-get install pocketsphinx-en-us), or choose another agent.";

    /// <summary>The files without which pocketsphinx would end the process instead of returning an error.</summary>
    private static readonly string[] Parts = ["mdef", "means", "variances", "sendump", "transition_matrices", "noisedict", "feat.params"];

    /// <summary>Where Debian's package pocketsphinx-en-us puts it.</summary>
    public static SpeechModel Installed { get; } = new(Path.Combine(Folder, "en-us"), Path.Combine(Folder, "cmudict-en-us.dict"));

    /// <summary>Makes sure that all of it is there.</summary>
    /// <exception cref="InvalidOperationException">Something is missing; the message names the package.</exception>
    public void ThrowIfMissing()
    {
        string? missing = Parts.Select(part => Path.Combine(Acoustics, part)).Append(Dictionary).FirstOrDefault(file => !File.Exists(file));
        if (missing is not null)
        {
            throw new InvalidOperationException($"{MissingMessage} (No {missing}.)");
        }
    }
}
