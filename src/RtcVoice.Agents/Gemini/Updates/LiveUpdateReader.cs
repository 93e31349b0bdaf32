using System.Globalization;
using System.Text.Json;
using RtcVoice.Agents.Upstreams;
using static RtcVoice.Agents.Upstreams.UpstreamJson;

namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>
/// Reads what the upstream tells (wire contract, E): a message may hold several things at once, in text or in bytes. What
/// it does not know it lets go, as the protocol grows.
/// </summary>
internal static class LiveUpdateReader
{
    /// <summary>Reads a message.</summary>
    /// <returns>What it tells, in order; null when that is nothing that matters here.</returns>
    public static IReadOnlyList<LiveUpdate>? Read(UpstreamFrame frame)
    {
        if (frame.Kind == UpstreamFrameKind.TooLarge)
        {
            return [new UnusableMessage("upstream_message_too_large", $"The upstream sent a message of more than {UpstreamLink.MaxMessageBytes} bytes, which is left out.")];
        }

        var updates = new List<LiveUpdate>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(frame.Content);
            Read(document.RootElement, updates);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            updates.Add(new UnusableMessage("upstream_malformed", $"The upstream sent a message that cannot be read and is left out: {e.Message}"));
        }

        return updates.Count == 0 ? null : updates;
    }

    private static void Read(JsonElement message, List<LiveUpdate> updates)
    {
        if (Object(message, "setupComplete") is not null)
        {
            updates.Add(new SetupCompleted());
        }

        if (Object(message, "sessionResumptionUpdate") is { } resumption && IsTrue(resumption, "resumable") && Optional(resumption, "newHandle") is { Length: > 0 } handle)
        {
            updates.Add(new ResumptionOffered(handle));
        }

        // What was used belongs to what ends in the same message.
        if (Object(message, "usageMetadata") is { } usage)
        {
            updates.Add(new UsageTold(UsageReader.Read(usage)));
        }

        if (Object(message, "serverContent") is { } content)
        {
            ReadContent(content, updates);
        }

        if (Object(message, "toolCall") is { } called)
        {
            updates.Add(new FunctionsCalled([.. called.GetProperty("functionCalls").EnumerateArray().Select(ReadCall)]));
        }

        if (Object(message, "toolCallCancellation") is { } cancelled)
        {
            updates.Add(new CallsCancelled([.. cancelled.GetProperty("ids").EnumerateArray().Select(id => id.GetString() ?? "")]));
        }

        if (Object(message, "goAway") is { } leaving)
        {
            updates.Add(new GoingAway(ReadDuration(Optional(leaving, "timeLeft"))));
        }

        if (Object(message, "error") is { } error)
        {
            updates.Add(new UpstreamFault(
                Optional(error, "status")?.ToLowerInvariant() ?? "upstream_error", Optional(error, "message") ?? "The upstream does not say what."));
        }
    }

    private static void ReadContent(JsonElement content, List<LiveUpdate> updates)
    {
        if (Optional(Object(content, "inputTranscription"), "text") is { Length: > 0 } heard)
        {
            updates.Add(new PersonWords(heard));
        }

        if (Optional(Object(content, "outputTranscription"), "text") is { Length: > 0 } said)
        {
            updates.Add(new SpokenWords(said));
        }

        if (Object(content, "modelTurn") is { } turn && turn.TryGetProperty("parts", out JsonElement parts))
        {
            foreach (JsonElement part in parts.EnumerateArray())
            {
                ReadPart(part, updates);
            }
        }

        if (IsTrue(content, "interrupted"))
        {
            updates.Add(new GenerationInterrupted());
        }

        if (IsTrue(content, "generationComplete"))
        {
            updates.Add(new GenerationCompleted());
        }

        if (IsTrue(content, "turnComplete"))
        {
            updates.Add(new TurnCompleted(Optional(content, "turnCompleteReason")));
        }
    }

    private static void ReadPart(JsonElement part, List<LiveUpdate> updates)
    {
        if (IsTrue(part, "thought"))
        {
            return;
        }

        if (Object(part, "inlineData") is { } data && (Optional(data, "mimeType") ?? "audio/").StartsWith("audio/", StringComparison.Ordinal))
        {
            updates.Add(new SpokenSound(data.GetProperty("data").GetBytesFromBase64()));
        }
        else if (Optional(part, "text") is { Length: > 0 } text)
        {
            updates.Add(new WrittenText(text));
        }
    }

    private static FunctionCall ReadCall(JsonElement call) =>
        new(Optional(call, "id"), Required(call, "name"), Object(call, "args")?.GetRawText() ?? "{}");

    // A duration as protocol buffers write it: "50s", "9.5s".
    private static TimeSpan ReadDuration(string? text) =>
        double.TryParse(text?.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && !double.IsNaN(seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.SecondsPerDay))
            : TimeSpan.Zero;

    private static bool IsTrue(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
