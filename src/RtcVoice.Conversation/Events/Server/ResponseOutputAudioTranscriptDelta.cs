namespace RtcVoice.Conversation.Events.Server;

/// <summary>Words of what the agent says.</summary>
internal sealed record ResponseOutputAudioTranscriptDelta : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_audio_transcript.delta";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>More of the transcript.</summary>
    public required string Delta { get; init; }
}
