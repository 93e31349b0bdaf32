namespace RtcVoice.Rtc.Sdp;

/// <summary>One <c>a=name</c> or <c>a=name:value</c> line (RFC 8866 section 5.13).</summary>
/// <param name="Name">The name; names are case-sensitive.</param>
/// <param name="Value">What follows the colon, or null when there is none.</param>
internal readonly record struct SdpAttribute(string Name, string? Value = null)
{
    /// <inheritdoc />
    public override string ToString() => Value is null ? $"a={Name}" : $"a={Name}:{Value}";
}
