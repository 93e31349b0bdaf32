using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RtcVoice.Endpointing.Data;

/// <summary>
/// The words of Flight of the Amazon Queen: dialogues (*.DOG), scenes (*.CUT) and what Joe says of things (QUEEN2.JAS). A text
/// is broken by commands ("*" and two letters) into lines, and the sound of a line is called for the text and its number.
/// </summary>
internal static partial class QueenScripts
{
    private const int HeaderBytes = 20;

    /// <summary>Descriptions are numbered behind so many answers.</summary>
    private const int JoesAnswers = 40;

    /// <summary>All lines, by the name of the sound.</summary>
    public static Dictionary<string, QueenLine> Read(QueenArchive archive)
    {
        var lines = new Dictionary<string, QueenLine>(StringComparer.Ordinal);
        foreach (string name in archive.Names)
        {
            if (name.EndsWith(".DOG", StringComparison.Ordinal))
            {
                ReadDialogue(lines, name[..^4], archive.Read(name).AsSpan(HeaderBytes));
            }
            else if (name.EndsWith(".CUT", StringComparison.Ordinal))
            {
                ReadScene(lines, name[..^4], archive.Read(name).AsSpan(HeaderBytes));
            }
            else if (name == "QUEEN2.JAS")
            {
                string[] texts = Encoding.Latin1.GetString(archive.Read(name)).Split('\n');
                for (int i = 0; i < texts.Length; i++)
                {
                    string key = string.Create(CultureInfo.InvariantCulture, $"JOE{i + 1 + JoesAnswers:D4}");
                    Add(lines, key, key, texts[i].Trim());
                }
            }
        }

        return lines;
    }

    private static void ReadDialogue(Dictionary<string, QueenLine> lines, string scene, ReadOnlySpan<byte> file)
    {
        int levels = Math.Abs(Word(file, 0));
        string talk = string.Create(CultureInfo.InvariantCulture, $"{Word(file, 4):D2}");
        int joes = 32 + (levels * 96);
        ReadReplies(lines, scene, talk, 'J', file, joes, Word(file, 6));
        ReadReplies(lines, scene, talk, 'P', file, Word(file, 22), Word(file, 8));
        int at = joes + 4;
        if (Word(file, joes + 2) == 0)
        {
            Add(lines, scene, talk + "SSSSJ", ReadText(file, ref at, 2));
        }

        at = Word(file, 26);
        Add(lines, scene, talk + "XXXXP", ReadText(file, ref at, 2));
        Add(lines, scene, talk + "XXXXJ", ReadText(file, ref at, 2));
    }

    private static void ReadReplies(Dictionary<string, QueenLine> lines, string scene, string talk, char who, ReadOnlySpan<byte> file, int at, int count)
    {
        for (int i = 0; i < count && at + 5 <= file.Length; i++)
        {
            string number = ((ushort)Word(file, at + 2)).ToString("X4", CultureInfo.InvariantCulture);
            at += 4;
            Add(lines, scene, talk + number + who, ReadText(file, ref at, 4));
        }
    }

    private static void ReadScene(Dictionary<string, QueenLine> lines, string scene, ReadOnlySpan<byte> file)
    {
        int count = Math.Abs(Word(file, 2));
        int at = Word(file, 8);
        ReadText(file, ref at, 2);
        for (int i = 1; i <= count && at < file.Length; i++)
        {
            Add(lines, scene, string.Create(CultureInfo.InvariantCulture, $"{scene.PadRight(5, '_')[..5]}{i:D2}"), ReadText(file, ref at, 2));
        }
    }

    private static void Add(Dictionary<string, QueenLine> lines, string scene, string sound, string text)
    {
        string[] parts = Command().Split(text);
        for (int i = 0; i < parts.Length; i++)
        {
            bool isBroken = i + 1 < parts.Length && parts[i].Length > 0 && parts[i + 1].Length > 0
                && (char.IsLower(parts[i + 1][0]) || char.IsLetterOrDigit(parts[i][^1]));
            lines[sound + (i + 1).ToString("X", CultureInfo.InvariantCulture)] = new QueenLine(scene, parts[i].Trim(), isBroken);
        }
    }

    // A length in a byte, and as many letters, filled up to a multiple of two or four bytes.
    private static string ReadText(ReadOnlySpan<byte> file, ref int at, int align)
    {
        int length = file[at++];
        if (length == 0)
        {
            return "";
        }

        string text = Encoding.Latin1.GetString(file.Slice(at, length));
        at = (at + length + align - 1) & -align;
        return text;
    }

    private static int Word(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt16BigEndian(file[at..]);

    // Walking has coordinates: "*XY00(237,112)".
    [GeneratedRegex(@"\*(?:XY.{11}|.{2})")]
    private static partial Regex Command();
}
