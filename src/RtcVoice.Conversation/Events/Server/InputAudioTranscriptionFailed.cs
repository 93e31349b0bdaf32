using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>The person's words could not be made out.</summary>
internal sealed record InputAudioTranscriptionFailed : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.input_audio_transcription.failed";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>Why; here, other than in <see cref="ErrorEvent"/>, a parameter that is not is absent.</summary>
    [JsonConverter(typeof(TranscriptionErrorConverter))]
    public required ErrorBody Error { get; init; }
}
