using System.Buffers;
using System.Globalization;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The lexical rules that several lines share (RFC 8866 section 9).</summary>
internal static class SdpText
{
    /// <summary>token-char: what a mid, a media type, an encoding name is made of.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>True for one or more token characters: safe to echo into an answer.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>True for one or more printable ASCII characters without a blank: safe to echo into an answer.</summary>
    public static bool IsWord(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>True for a line's worth of text: no line break, no control character.</summary>
    public static bool IsLine(ReadOnlySpan<char> text) => !text.ContainsAnyInRange('\0', '\u001f');

    /// <summary>Reads digits, nothing else: no sign, no blanks.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads digits, nothing else: no sign, no blanks.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Cuts the next word off <paramref name="text"/>; empty at its end. Repeated blanks count as one.</summary>
    public static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(' ');
        int end = text.IndexOf(' ');
        ReadOnlySpan<char> word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return word;
    }
}
