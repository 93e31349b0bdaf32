using System.Text.Json;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>An item of a <see cref="StandInSession"/>'s conversation.</summary>
/// <param name="Id">Its identifier there.</param>
/// <param name="Json">The item as the client made it; undefined when it was made there.</param>
public sealed record StandInItem(string Id, JsonElement Json = default)
{
    /// <summary>How much sound it has: the person's, or what was sent of the model's.</summary>
    public TimeSpan Sound { get; set; }

    /// <summary>The person's sound: PCM16 at 24 kHz.</summary>
    public IReadOnlyList<byte> Pcm { get; init; } = [];

    /// <summary>How much of it is left after a truncation; null when there was none.</summary>
    public TimeSpan? Truncated { get; set; }

    /// <summary>Its type, role and words, to compare: <c>user: hello</c>; of sound alone, <c>sound</c>.</summary>
    public string Summary => Json.ValueKind == JsonValueKind.Undefined ? "sound" : Json.GetProperty("type").GetString() switch
    {
        "function_call" => $"call: {Json.GetProperty("name").GetString()} {Json.GetProperty("arguments").GetString()}",
        "function_call_output" => $"output: {Json.GetProperty("output").GetString()}",
        _ => $"{Json.GetProperty("role").GetString()}: {Json.GetProperty("content")[0].GetProperty("text").GetString()}",
    };
}
