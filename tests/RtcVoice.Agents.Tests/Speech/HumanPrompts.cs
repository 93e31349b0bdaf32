using RtcVoice.TestKit.Voices;

namespace RtcVoice.Agents.Tests.Speech;

/// <summary>People who say what the concierge does not know: from Debian's pocketsphinx-testdata, at 16 kHz.</summary>
internal static class HumanPrompts
{
    private const string Folder = "/usr/share/pocketsphinx/test/data";

    /// <summary>Five sentences of a novel, and five who name cards: file and sound.</summary>
    public static IEnumerable<(string Name, short[] Pcm)> All => new[] { "librivox", "cards" }
        .SelectMany(set => Directory.GetFiles(Path.Combine(Folder, set), "*.wav").Order(StringComparer.Ordinal))
        .Select(file => (Path.GetFileName(file), WavFile.Read(file).Samples));
}
