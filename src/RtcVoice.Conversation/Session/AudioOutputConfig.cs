namespace RtcVoice.Conversation.Session;

/// <summary>The agent's sound.</summary>
public sealed record AudioOutputConfig
{
    /// <summary>Names no voice: whichever the agent has.</summary>
    internal const string AnyVoice = "default";

    /// <summary>How it is coded in events.</summary>
    public AudioFormat Format { get; init; } = new();

    /// <summary>The voice, by the agent's name for it. Fixed once it was named and has been heard. Default <c>default</c>: whichever the agent has.</summary>
    public string Voice { get; init; } = AnyVoice;

    /// <summary>How fast it speaks, 0.25 to 1.5. Default 1.</summary>
    public double Speed { get; init; } = 1;
}
