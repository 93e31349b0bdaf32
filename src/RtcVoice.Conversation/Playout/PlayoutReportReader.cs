using System.Text.Json;

namespace RtcVoice.Conversation.Playout;

/// <summary>
/// Reads a client's report: <c>{"type":"played","rtp":1234567,"age":12.5,"out":20}</c>, times in milliseconds, also with
/// the type <c>muted</c>. Other members are passed over. It comes from outside: what does not make sense is refused.
/// </summary>
internal static class PlayoutReportReader
{
    /// <summary>A report has 60 bytes; one with much besides is none.</summary>
    public const int MaxLength = 512;

    /// <summary>A packet that left the buffer longer ago is no news, and no device is later than this.</summary>
    private const double MaxMilliseconds = 1_000;

    /// <summary>Reads one message.</summary>
    /// <param name="utf8">The message.</param>
    /// <param name="report">The report.</param>
    /// <returns>False when it is not a report; nothing is thrown for what came from outside.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out PlayoutReport report)
    {
        report = default;
        if (utf8.Length > MaxLength)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8);
            if (TryRead(ref reader, out report) && !reader.Read())
            {
                return true;
            }
        }
        catch (JsonException)
        {
            // Cut off, or followed by something.
        }

        report = default;
        return false;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out PlayoutReport report)
    {
        report = default;
        PlayoutReportKind? kind = null;
        uint? rtp = null;
        double? age = null;
        double? device = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = ReadKind(reader);
            }
            else if (reader.ValueTextEquals("rtp"u8))
            {
                rtp = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out uint value) ? value : null;
            }
            else if (reader.ValueTextEquals("age"u8))
            {
                age = ReadMilliseconds(ref reader);
            }
            else if (reader.ValueTextEquals("out"u8))
            {
                device = ReadMilliseconds(ref reader);
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        if (kind is null || rtp is null || age is null || device is null)
        {
            return false;
        }

        report = new PlayoutReport(kind.Value, rtp.Value, TimeSpan.FromMilliseconds(age.Value), TimeSpan.FromMilliseconds(device.Value));
        return true;
    }

    private static PlayoutReportKind? ReadKind(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        if (reader.ValueTextEquals("played"u8))
        {
            return PlayoutReportKind.Played;
        }

        return reader.ValueTextEquals("muted"u8) ? PlayoutReportKind.Muted : null;
    }

    private static double? ReadMilliseconds(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && value is >= 0 and <= MaxMilliseconds ? value : null;
}
