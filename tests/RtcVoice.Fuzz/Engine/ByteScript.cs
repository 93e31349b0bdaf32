using System.Buffers.Binary;

namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// Reads the bytes of an input as the steps of a script, for targets that are machines and not readers. Beyond the end all
/// is zero, so that every input is a script; <see cref="IsOver"/> tells when to stop.
/// </summary>
internal ref struct ByteScript(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsOver => _rest.IsEmpty;

    /// <summary>The next byte.</summary>
    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            return 0;
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>The next two bytes, in network order.</summary>
    public ushort UInt16() => (ushort)((Byte() << 8) | Byte());

    /// <summary>The next four bytes, in network order.</summary>
    public uint UInt32() => ((uint)UInt16() << 16) | UInt16();

    /// <summary>The next eight bytes, in network order.</summary>
    public long Int64() => (long)(((ulong)UInt32() << 32) | UInt32());

    /// <summary>The next bytes, as many as a length of two bytes before them says, or as there are.</summary>
    public ReadOnlySpan<byte> Block()
    {
        int length = Math.Min(UInt16(), _rest.Length);
        ReadOnlySpan<byte> block = _rest[..length];
        _rest = _rest[length..];
        return block;
    }

    /// <summary>A block as a seed writes it.</summary>
    public static byte[] WriteBlock(ReadOnlySpan<byte> block)
    {
        byte[] written = new byte[2 + block.Length];
        BinaryPrimitives.WriteUInt16BigEndian(written, (ushort)block.Length);
        block.CopyTo(written.AsSpan(2));
        return written;
    }
}
