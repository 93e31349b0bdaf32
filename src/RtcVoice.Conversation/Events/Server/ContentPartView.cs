using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>A part of a response's message, as its own events show it: here, other than in items, the types are <c>text</c> and <c>audio</c>.</summary>
internal sealed record ContentPartView
{
    /// <summary><c>text</c> or <c>audio</c>.</summary>
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Transcript { get; init; }

    /// <summary>A part that is written.</summary>
    public static ContentPartView OfText(string text) => new() { Type = "text", Text = text };

    /// <summary>A part that is spoken.</summary>
    public static ContentPartView OfAudio(string transcript) => new() { Type = "audio", Transcript = transcript };
}
