namespace RtcVoice.Rtc.Ice;

/// <summary>
/// Lets a table keyed by ufrag text be asked with the bytes of a packet, without a string in between:
/// <c>table.GetAlternateLookup&lt;ReadOnlySpan&lt;byte&gt;&gt;()</c> with what
/// <see cref="Stun.StunMessage.TryReadServerUfrag"/> found.
/// </summary>
internal sealed class UfragComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    /// <summary>The comparer; it has no state.</summary>
    public static readonly UfragComparer Instance = new();

    // FNV-1a. The keys of such a table are ours and random, so nobody can aim at one bucket.
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    private UfragComparer()
    {
    }

    /// <inheritdoc />
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    /// <inheritdoc />
    public int GetHashCode(string obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        uint hash = FnvOffset;
        foreach (char value in obj)
        {
            hash = (hash ^ (byte)value) * FnvPrime;
        }

        return (int)hash;
    }

    /// <inheritdoc />
    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (alternate.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < alternate.Length; i++)
        {
            if (alternate[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        uint hash = FnvOffset;
        foreach (byte value in alternate)
        {
            hash = (hash ^ value) * FnvPrime;
        }

        return (int)hash;
    }

    /// <inheritdoc />
    public string Create(ReadOnlySpan<byte> alternate) => System.Text.Encoding.ASCII.GetString(alternate);
}
