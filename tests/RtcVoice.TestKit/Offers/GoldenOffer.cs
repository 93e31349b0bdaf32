using System.Text;

namespace RtcVoice.TestKit.Offers;

/// <summary>An offer as a real peer made it; only addresses were replaced by those of documentation (RFC 5737, RFC 3849).</summary>
public sealed record GoldenOffer
{
    internal GoldenOffer(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Bytes = bytes;
    }

    /// <summary>The peer and what it offers, for example <c>chromium-156/audio-datachannel</c>.</summary>
    public string Name { get; }

    /// <summary>The peer and its version, for example <c>chromium-156</c>.</summary>
    public string Peer => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The offer, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The offer as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <inheritdoc />
    public override string ToString() => Name;
}
