using System.Text.Json;
using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>What a call by OpenAI's client left behind (sdk/client.mjs).</summary>
internal sealed record SdkRecord
{
    /// <summary>The sound and the events.</summary>
    public required CallRecord Call { get; init; }

    /// <summary>The call's identifier, as the client knows it.</summary>
    public string? CallId { get; init; }

    /// <summary>Where the client said that it cut answers, in milliseconds of their sound.</summary>
    public required IReadOnlyList<int> CutAt { get; init; }

    /// <summary>Events that were not of the form that the client expects of their type.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>What the client reported as errors, and what it threw.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>The arguments that its function was called with.</summary>
    public required IReadOnlyList<JsonElement> FunctionCalls { get; init; }

    /// <summary>The conversation as the client has it.</summary>
    public required IReadOnlyList<JsonElement> History { get; init; }

    /// <summary>The types of the events, in order.</summary>
    public IEnumerable<string> Types => Call.Events.Select(e => e.Body.GetProperty("type").GetString()!);

    /// <summary>The events of a type.</summary>
    public IEnumerable<JsonElement> OfType(string type) =>
        Call.Events.Select(e => e.Body).Where(e => e.GetProperty("type").GetString() == type);

    /// <summary>An item of its history: whose it is, whether it is complete, and its words.</summary>
    public static (string? Role, string? Status, string? Words) Describe(JsonElement item)
    {
        JsonElement part = item.GetProperty("content").EnumerateArray().Single();
        string words = part.GetProperty("type").GetString()!.EndsWith("text", StringComparison.Ordinal) ? "text" : "transcript";
        return (item.GetProperty("role").GetString(), item.GetProperty("status").GetString(), part.GetProperty(words).GetString());
    }
}
