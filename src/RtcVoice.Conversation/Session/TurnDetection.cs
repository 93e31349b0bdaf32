using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>How the end of a turn is found. None at all (null) leaves it to the client: push to talk.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ServerVad), "server_vad")]
[JsonDerivedType(typeof(SemanticVad), "semantic_vad")]
public abstract record TurnDetection
{
    private protected TurnDetection()
    {
    }

    /// <summary>Whether a response begins by itself at the end of a turn. Default true.</summary>
    public bool CreateResponse { get; init; } = true;

    /// <summary>Whether the person who speaks cuts off the response that is under way. Default true.</summary>
    public bool InterruptResponse { get; init; } = true;
}
