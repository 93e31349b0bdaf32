using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RtcVoice.Rtc.Sdp;

/// <summary>
/// An offer or an answer (RFC 8866): its lines as they are, in order. What they mean is read by the types that need it.
/// Lines that WebRTC does not use (b=, i=, k= ...) are not kept.
/// </summary>
internal sealed record SessionDescription
{
    /// <summary>Which session it describes, and its number within it.</summary>
    public SdpOrigin Origin { get; init; } = SdpOrigin.None;

    /// <summary>The session-level <c>a=</c> lines, in order.</summary>
    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>The media sections, in order.</summary>
    public ImmutableArray<MediaDescription> Media { get; init; } = [];

    /// <summary>The value of the first session-level attribute of this name ("" for a flag), or null.</summary>
    public string? Find(string name) => MediaDescription.Find(Attributes, name);

    /// <summary>True when there is a session-level attribute of this name.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The section's own attribute of this name, else the session's, else null.</summary>
    public string? Find(MediaDescription section, string name) => section.Find(name) ?? Find(name);

    /// <summary>The section's direction as its sender sees it: its own, else the session's, else sendrecv (RFC 8866 section 6.7).</summary>
    public MediaDirection DirectionOf(MediaDescription section) =>
        section.Direction ?? MediaDirections.Find(Attributes) ?? MediaDirection.SendRecv;

    /// <summary>Reads a description; never throws, whatever the bytes.</summary>
    /// <param name="text">Lines ending in CRLF or LF. Octets outside ASCII are kept as they are, one character each.</param>
    /// <param name="description">The description, when true.</param>
    /// <param name="error">What is wrong with it, when false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out SessionDescription? description,
        [NotNullWhen(false)] out SdpError? error) => new SessionDescriptionReader(text).TryRead(out description, out error);

    /// <inheritdoc />
    public bool Equals(SessionDescription? other) =>
        other is not null
        && Origin == other.Origin
        && Attributes.AsSpan().SequenceEqual(other.Attributes.AsSpan())
        && Media.AsSpan().SequenceEqual(other.Media.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Origin, Attributes.Length, Media.Length);

    /// <summary>The description as text, lines ending in CRLF. It holds the ICE password and addresses: not for logs.</summary>
    public string ToText()
    {
        var text = new StringBuilder(2048);
        text.Append("v=0\r\no=").Append(Origin.ToString()).Append("\r\ns=-\r\nt=0 0\r\n");
        MediaDescription.Write(text, Attributes);
        foreach (MediaDescription section in Media)
        {
            section.Write(text);
        }

        return text.ToString();
    }

    /// <summary>What may be logged: no password, no addresses.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Media.Select(section => $"{section.Kind} {section.Port}"))} (version {Origin.Version})";
}
