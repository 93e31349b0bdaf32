using System.Text.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>What one response is to be: the session's configuration, with what <c>response.create</c> said over it.</summary>
public sealed record ResponseConfig
{
    /// <summary>What the agent is told to be.</summary>
    public required string Instructions { get; init; }

    /// <summary>How it answers.</summary>
    public required OutputModality Modality { get; init; }

    /// <summary>Functions that the client runs.</summary>
    public required IReadOnlyList<FunctionTool> Tools { get; init; }

    /// <summary>Whether, and which, function is called.</summary>
    public required ToolChoice ToolChoice { get; init; }

    /// <summary>The most tokens, or null for no limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The voice.</summary>
    public required string Voice { get; init; }

    /// <summary>The client's own notes, given back in every event of the response; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>True when the response is no part of the conversation (<c>conversation: "none"</c>).</summary>
    public bool IsOutOfBand { get; init; }

    /// <summary>What the agent is to look at instead of the conversation; null for the conversation.</summary>
    public IReadOnlyList<Items.ConversationItem>? Input { get; init; }

    /// <summary>A response with nothing of its own.</summary>
    /// <param name="session">The session's configuration.</param>
    public static ResponseConfig Of(SessionConfig session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new ResponseConfig
        {
            Instructions = session.Instructions,
            Modality = session.OutputModalities[0],
            Tools = session.Tools,
            ToolChoice = session.ToolChoice,
            MaxOutputTokens = session.MaxOutputTokens,
            Voice = session.Audio.Output.Voice,
        };
    }
}
