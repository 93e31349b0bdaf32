using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The attributes of a section that is being written.</summary>
internal sealed class AttributeList
{
    private readonly ImmutableArray<SdpAttribute>.Builder _attributes = ImmutableArray.CreateBuilder<SdpAttribute>();

    /// <summary>Adds a line.</summary>
    /// <exception cref="ArgumentException">The value would break out of its line.</exception>
    public void Add(string name, string? value = null)
    {
        if (!SdpText.IsLine(value))
        {
            throw new ArgumentException($"The value of a={name} holds a control character.", nameof(value));
        }

        _attributes.Add(new SdpAttribute(name, value));
    }

    /// <summary>Adds a line when <paramref name="isWanted"/>.</summary>
    public void AddIf(bool isWanted, string name, string? value = null)
    {
        if (isWanted)
        {
            Add(name, value);
        }
    }

    /// <summary>The lines, in the order in which they were added.</summary>
    public ImmutableArray<SdpAttribute> ToImmutable() => _attributes.ToImmutable();
}
