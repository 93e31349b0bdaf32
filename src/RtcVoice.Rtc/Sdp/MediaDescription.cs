using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RtcVoice.Rtc.Sdp;

/// <summary>One media section: an <c>m=</c> line and what belongs to it (RFC 8866 section 5.14).</summary>
internal sealed record MediaDescription
{
    /// <summary>The connection line of a section whose addresses are in its candidates (RFC 8840 section 4.1.3).</summary>
    public const string NoConnection = "IN IP4 0.0.0.0";

    /// <summary>The port of a section whose addresses are in its candidates: discard.</summary>
    public const ushort NoPort = 9;

    /// <summary>The media type: audio, video, application ...</summary>
    public required string Kind { get; init; }

    /// <summary>The port; 0 where the section is refused, stopped, or bundle-only.</summary>
    public required ushort Port { get; init; }

    /// <summary>The transport protocol, for example <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The formats, best first: RTP payload types, or <c>webrtc-datachannel</c>.</summary>
    public required ImmutableArray<string> Formats { get; init; }

    /// <summary>The <c>c=</c> line, or null.</summary>
    public string? Connection { get; init; }

    /// <summary>The <c>a=</c> lines, in order.</summary>
    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>The section's name, or null when it has none that is a token (RFC 5888).</summary>
    public string? Mid => Find("mid") is { } mid && SdpText.IsToken(mid) ? mid : null;

    /// <summary>The value of the first attribute of this name ("" for a flag), or null.</summary>
    public string? Find(string name) => Find(Attributes, name);

    /// <summary>True when there is an attribute of this name.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The first direction attribute, or null.</summary>
    public MediaDirection? Direction => MediaDirections.Find(Attributes);

    /// <inheritdoc cref="Find(string)"/>
    public static string? Find(ImmutableArray<SdpAttribute> attributes, string name)
    {
        foreach (SdpAttribute attribute in attributes)
        {
            if (attribute.Name == name)
            {
                return attribute.Value ?? "";
            }
        }

        return null;
    }

    /// <inheritdoc />
    public bool Equals(MediaDescription? other) =>
        other is not null
        && Kind == other.Kind
        && Port == other.Port
        && Protocol == other.Protocol
        && Connection == other.Connection
        && Formats.AsSpan().SequenceEqual(other.Formats.AsSpan())
        && Attributes.AsSpan().SequenceEqual(other.Attributes.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Port, Protocol, Formats.Length, Attributes.Length);

    /// <summary>Appends the section's lines.</summary>
    public void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"m={Kind} {Port} {Protocol}");
        foreach (string format in Formats)
        {
            text.Append(' ').Append(format);
        }

        text.Append("\r\n");
        if (Connection is not null)
        {
            text.Append("c=").Append(Connection).Append("\r\n");
        }

        Write(text, Attributes);
    }

    /// <summary>Appends <c>a=</c> lines.</summary>
    public static void Write(StringBuilder text, ImmutableArray<SdpAttribute> attributes)
    {
        foreach (SdpAttribute attribute in attributes)
        {
            text.Append("a=").Append(attribute.Name);
            if (attribute.Value is not null)
            {
                text.Append(':').Append(attribute.Value);
            }

            text.Append("\r\n");
        }
    }
}
