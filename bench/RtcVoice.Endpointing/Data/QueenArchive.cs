using System.Buffers.Binary;
using System.Text;

namespace RtcVoice.Endpointing.Data;

/// <summary>
/// The one file of Flight of the Amazon Queen as it is repacked for ScummVM, big-endian: "QTBL", eight bytes of version, the
/// kind of compression, the number of entries, and of each its name (12 bytes), a byte, its place and its length.
/// </summary>
internal sealed class QueenArchive
{
    private const int HeaderBytes = 15;
    private const int EntryBytes = 21;
    private const int NameBytes = 12;

    private readonly byte[] _all;
    private readonly Dictionary<string, Range> _entries = new(StringComparer.Ordinal);

    private QueenArchive(byte[] all)
    {
        _all = all;
        int count = BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(HeaderBytes - 2));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = all.AsSpan(HeaderBytes + (i * EntryBytes), EntryBytes);
            int at = BinaryPrimitives.ReadInt32BigEndian(entry[(NameBytes + 1)..]);
            _entries[Encoding.Latin1.GetString(entry[..NameBytes]).TrimEnd('\0', ' ')] = at..(at + BinaryPrimitives.ReadInt32BigEndian(entry[(NameBytes + 5)..]));
        }
    }

    /// <summary>What it holds.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Reads its table.</summary>
    /// <exception cref="InvalidDataException">It is another file.</exception>
    public static QueenArchive Open(string path)
    {
        byte[] all = File.ReadAllBytes(path);
        return all.AsSpan().StartsWith("QTBL"u8) ? new QueenArchive(all) : throw new InvalidDataException($"{path} does not begin with QTBL; take Debian's package flight-of-the-amazon-queen.");
    }

    /// <summary>One entry.</summary>
    public byte[] Read(string name) => _all[_entries[name]];
}
