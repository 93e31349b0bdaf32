namespace RtcVoice.Rtc.Sdp;

/// <summary>The RTP source that a section announces (RFC 5576).</summary>
internal static class AnnouncedSource
{
    /// <summary>The first <c>a=ssrc:&lt;id&gt; cname:&lt;name&gt;</c> line; nulls when there is none, as in an offer that only receives.</summary>
    public static (uint? Ssrc, string? Cname) Read(MediaDescription section)
    {
        const string Cname = "cname:";
        foreach (SdpAttribute attribute in section.Attributes)
        {
            ReadOnlySpan<char> value = attribute.Value;
            if (attribute.Name == "ssrc"
                && SdpText.TryReadNumber(SdpText.NextWord(ref value), out uint ssrc)
                && value.StartsWith(Cname, StringComparison.Ordinal))
            {
                return (ssrc, value[Cname.Length..].ToString());
            }
        }

        return (null, null);
    }
}
