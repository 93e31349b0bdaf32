using System.Buffers.Binary;
using System.Text;

namespace RtcVoice.Endpointing.Data;

/// <summary>
/// The words of Drascula, in the drascula.dat that comes with it for ScummVM, big-endian: the number of languages, then a list of texts for each of
/// the speakers. Each list is the number of its texts, and for each language its length in bytes and the texts; before each
/// text stand two empty bytes and how far it is to the next.
/// </summary>
internal sealed class DrasculaTexts
{
    /// <summary>Speakers by how the names of their sounds begin, as their lists follow each other; the hero's have numbers only.</summary>
    private static readonly string[] Speakers = ["", "D", "B", "BJ", "E", "I", "L", "P", "T", "VB"];

    /// <summary>Lists of the hero to the last one, menus included.</summary>
    private const int Lists = 15;

    private static readonly string[] Languages = ["en", "es", "de", "fr", "it"];

    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);

    /// <summary>Reads those of a language.</summary>
    /// <param name="path">The file.</param>
    /// <param name="language">As "en".</param>
    /// <exception cref="InvalidDataException">The file holds no such lists.</exception>
    public static DrasculaTexts Open(string path, string language)
    {
        byte[] file = File.ReadAllBytes(path);

        // What is before the texts, tables of rooms, is passed over: the lists are where they reach to the very end.
        for (int at = 0; at + 8 < file.Length; at++)
        {
            int languages = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
            if (languages is >= 5 and < 10 && TryRead(file, at + 2, languages, Array.IndexOf(Languages, language)) is { } texts)
            {
                return texts;
            }
        }

        throw new InvalidDataException($"{path} holds no lists of texts; take Debian's package drascula.");
    }

    /// <summary>The words of a sound; null where they are not known.</summary>
    public string? Find(string speaker, int number) => _lists.TryGetValue(speaker, out string[]? list) && number < list.Length ? list[number] : null;

    private static DrasculaTexts? TryRead(ReadOnlySpan<byte> file, int at, int languages, int language)
    {
        var texts = new DrasculaTexts();
        for (int list = 0; list < Lists; list++)
        {
            if (at + 2 > file.Length)
            {
                return null;
            }

            int count = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            at += 2;
            for (int i = 0; i < languages; i++)
            {
                if (at + 2 > file.Length)
                {
                    return null;
                }

                int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
                at += 2;
                if (at + length > file.Length)
                {
                    return null;
                }

                if (i == language && list < Speakers.Length)
                {
                    texts._lists[Speakers[list]] = Split(file.Slice(at, length), count);
                }

                at += length;
            }
        }

        return at == file.Length ? texts : null;
    }

    private static string[] Split(ReadOnlySpan<byte> list, int count)
    {
        string[] texts = new string[count];
        int at = 4;
        for (int i = 0; i < count; i++)
        {
            if (at > list.Length)
            {
                return [];
            }

            int next = at + BinaryPrimitives.ReadUInt16BigEndian(list[(at - 2)..]);
            ReadOnlySpan<byte> text = list[Math.Min(at, list.Length)..Math.Min(Math.Max(at, next), list.Length)];
            int end = text.IndexOf((byte)0);
            texts[i] = Encoding.Latin1.GetString(end < 0 ? text : text[..end]).Trim();
            at = next;
        }

        return texts;
    }
}
