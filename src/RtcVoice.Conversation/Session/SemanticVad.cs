namespace RtcVoice.Conversation.Session;

/// <summary>A turn is over when it sounds finished.</summary>
public sealed record SemanticVad : TurnDetection
{
    /// <summary>How soon. Default <see cref="Session.Eagerness.Auto"/>.</summary>
    public Eagerness Eagerness { get; init; } = Eagerness.Auto;
}
