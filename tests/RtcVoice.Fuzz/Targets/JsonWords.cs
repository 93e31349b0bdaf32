using System.Text;

namespace RtcVoice.Fuzz.Targets;

/// <summary>Words of JSON for mutations: the strings of examples, and what readers of JSON stumble over.</summary>
internal static class JsonWords
{
    /// <summary>Those of these examples.</summary>
    public static IReadOnlyList<byte[]> Of(IEnumerable<string> examples) =>
    [
        .. examples.SelectMany(text => text.Split('"')).Where(word => word.Length > 1).Distinct().Select(word => Encoding.UTF8.GetBytes($"\"{word}\"")),
        [.. "null"u8], [.. "1e999"u8], [.. "-1"u8], [.. "\\ud800"u8], [.. "[[[["u8], [.. "]]]]"u8], [.. "{\"a\":"u8], [.. ",\"a\":1"u8],
    ];
}
