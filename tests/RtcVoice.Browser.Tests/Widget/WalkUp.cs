using System.Globalization;
using System.Runtime.InteropServices;
using RtcVoice.Agents.Flite;
using RtcVoice.BrowserKit;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>
/// Somebody who walks up to a terminal and says something once: in place of the microphone, since a browser's fake one
/// begins its file anew each time it is opened, and Firefox's gives a tone.
/// </summary>
internal static class WalkUp
{
    /// <summary>A script for the page, to be run before its own.</summary>
    public static async Task<string> ScriptAsync(string sentence)
    {
        using var voice = new FliteVoice();
        ReadOnlyMemory<short> pcm = (await voice.SpeakSentenceAsync(sentence)).Pcm;
        string script = await File.ReadAllTextAsync(BrowserFiles.Page("walkUp.js"));
        string sound = Convert.ToBase64String(MemoryMarshal.AsBytes(pcm.Span));
        return string.Create(CultureInfo.InvariantCulture, $"{script}\nwalkUp('{sound}', {FliteVoice.SampleRate});");
    }
}
