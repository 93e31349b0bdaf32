using System.Buffers.Binary;

namespace RtcVoice.Fuzz.Engine;

/// <summary>Makes new inputs of old ones, without knowing their format.</summary>
internal sealed class Mutator
{
    /// <summary>Longer than anything that arrives in one piece: a session description has 64 KB, a datagram 1500 bytes.</summary>
    public const int MaxLength = 72 * 1024;

    private const int Kinds = 16;

    // Most finds need few changes, some need many; a run of up to 16 has both.
    private const int MaxChanges = 16;
    private const int MaxBlock = 64;

    // The edges of the integers that lengths and counts are held in.
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 1023, 1024, 1200, 1500, 4095, 4096,
        0x7fff, 0x8000, 0xfffe, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, ulong.MaxValue,
    ];

    private readonly FuzzRandom _random;
    private readonly IReadOnlyList<byte[]> _words;
    private readonly byte[] _buffer = new byte[MaxLength];
    private int _length;

    public Mutator(FuzzRandom random, IReadOnlyList<byte[]> words)
    {
        _random = random;
        _words = words;
    }

    /// <summary>A variant of <paramref name="parent"/>; valid until the next call.</summary>
    /// <param name="parent">The input to change.</param>
    /// <param name="other">Another input, of which pieces are taken.</param>
    public ReadOnlySpan<byte> Mutate(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(parent.Length, MaxLength);
        parent[.._length].CopyTo(_buffer);
        int changes = 1 << _random.Below(5);
        for (int i = 0; i < Math.Min(changes, MaxChanges); i++)
        {
            Change(other);
        }

        return _buffer.AsSpan(0, _length);
    }

    private void Change(ReadOnlySpan<byte> other)
    {
        Span<byte> data = _buffer.AsSpan(0, _length);
        int at = _random.Below(_length);
        switch (_random.Below(Kinds))
        {
            case 0 when _length > 0: // flip a bit
                data[at] ^= (byte)(1 << _random.Below(8));
                break;
            case 1 when _length > 0: // any byte
                data[at] = (byte)_random.Next();
                break;
            case 2 when _length > 0: // a little more or less
                data[at] += (byte)(_random.Below(33) - 16);
                break;
            case 3: // an edge of an integer
                OverwriteInteger(data, at, Edges[_random.Below(Edges.Length)]);
                break;
            case 4: // a length field: what is left, or nearly
                OverwriteInteger(data, at, (ulong)Math.Max(0, _length - at + _random.Below(9) - 4));
                break;
            case 5: // delete
                Remove(at, Math.Min(1 + _random.Below(MaxBlock), _length - at));
                break;
            case 6: // truncate
                _length = at;
                break;
            case 7: // insert bytes
                Span<byte> noise = stackalloc byte[1 + _random.Below(8)];
                foreach (ref byte octet in noise)
                {
                    octet = (byte)_random.Next();
                }

                Insert(at, noise);
                break;
            case 8: // duplicate a piece, here or elsewhere
                Insert(_random.Below(_length + 1), Piece(data));
                break;
            case 9: // overwrite by another piece of the same
                Overwrite(at, Piece(data));
                break;
            case 10: // splice: insert a piece of another input
                Insert(at, Piece(other));
                break;
            case 11: // cross over: the rest of another input
                int cut = _random.Below(other.Length);
                _length = at;
                Insert(at, other[cut..]);
                break;
            case 12 when _words.Count > 0: // a word of the format, inserted
                Insert(at, _words[_random.Below(_words.Count)]);
                break;
            case 13 when _words.Count > 0: // or in place
                Overwrite(at, _words[_random.Below(_words.Count)]);
                break;
            case 14 when _words.Count > 0: // a word of the format where another was
                ReplaceWord(at);
                break;
            default:
                ChangeNumber(data, at);
                break;
        }
    }

    // A word that comes behind, if it does, replaced by any other: what is read of the rest stays readable.
    private void ReplaceWord(int at)
    {
        byte[] word = _words[_random.Below(_words.Count)];
        int found = _buffer.AsSpan(at, _length - at).IndexOf(word);
        if (found >= 0)
        {
            Remove(at + found, word.Length);
            Insert(at + found, _words[_random.Below(_words.Count)]);
        }
    }

    // A number in text, if one comes behind: replaced by an edge, above or below nothing.
    private void ChangeNumber(ReadOnlySpan<byte> data, int at)
    {
        int start = data[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            return;
        }

        start += at;
        int digits = data[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        Remove(start, digits < 0 ? _length - start : digits);
        Span<byte> text = stackalloc byte[20];
        _ = Edges[_random.Below(Edges.Length)].TryFormat(text, out int written, default, null);
        Insert(start, text[..written]);
        if (_random.Below(4) == 0)
        {
            Insert(start, "-"u8);
        }
    }

    private void OverwriteInteger(Span<byte> data, int at, ulong value)
    {
        int size = 1 << _random.Below(4);
        if (at + size > data.Length)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        bytes[(sizeof(ulong) - size)..].CopyTo(data[at..]);
        if (_random.Below(4) == 0)
        {
            data.Slice(at, size).Reverse();
        }
    }

    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> source)
    {
        int start = _random.Below(source.Length);
        int length = Math.Min(source.Length - start, 1 + _random.Below(_random.Below(8) == 0 ? source.Length : MaxBlock));
        return source.Slice(start, length);
    }

    private void Overwrite(int at, ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, _length - at)];
        piece.CopyTo(_buffer.AsSpan(at));
    }

    private void Remove(int at, int count)
    {
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        int count = Math.Min(piece.Length, MaxLength - _length);
        byte[] copy = piece[..count].ToArray();
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        copy.CopyTo(_buffer.AsSpan(at));
        _length += count;
    }
}
