namespace RtcVoice.Rtc.Sdp;

/// <summary>The <c>key=value;key=value</c> list of an fmtp line (RFC 8866 section 6.15).</summary>
internal readonly ref struct FormatParameters
{
    private readonly ReadOnlySpan<char> _text;

    /// <summary>Views the list; nothing is copied.</summary>
    public FormatParameters(ReadOnlySpan<char> text)
    {
        _text = text;
    }

    /// <summary>True for <c>key=1</c>.</summary>
    public bool IsSet(ReadOnlySpan<char> key) => FindNumber(key) == 1;

    /// <summary>The number that the first such key stands for, or null. Keys are compared without regard to case.</summary>
    public uint? FindNumber(ReadOnlySpan<char> key)
    {
        foreach (Range range in _text.Split(';'))
        {
            ReadOnlySpan<char> pair = _text[range].Trim(' ');
            int equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals].TrimEnd(' ').Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return SdpText.TryReadNumber(pair[(equals + 1)..].Trim(' '), out uint number) ? number : null;
            }
        }

        return null;
    }
}
