using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Items;

/// <summary>Reads a part of a message that a client made. Which parts there may be depends on who says them.</summary>
internal static class ContentPartReader
{
    /// <summary>The most base64 at a time: 15 MiB, as the Realtime API has it.</summary>
    public const int MaxBase64Length = 15 * 1024 * 1024;

    /// <summary>Reads a part.</summary>
    /// <param name="value">The part.</param>
    /// <param name="role">Who says it.</param>
    /// <exception cref="InvalidConfigException">It is not one that the role has.</exception>
    public static ContentPart Read(JsonValue value, MessageRole role)
    {
        JsonFields fields = value.Fields();
        JsonValue type = fields.Required("type");
        ContentPart part = (role, type.Text()) switch
        {
            (MessageRole.User or MessageRole.System, "input_text") => new InputTextPart(fields.Required("text").Text()),
            (MessageRole.User, "input_audio") => new InputAudioPart(ReadTranscript(fields)),
            (MessageRole.User, "input_image") => throw type.Refuse("Images are not looked at: send 'input_text' or 'input_audio'."),
            (MessageRole.User, _) => throw type.Refuse("A user's message has 'input_text' and 'input_audio': send one of them."),
            (MessageRole.System, _) => throw type.Refuse("A system message has 'input_text' alone: send that."),
            (MessageRole.Assistant, "output_text" or "text") => new OutputTextPart(fields.Required("text").Text()),
            (MessageRole.Assistant, "output_audio" or "audio") => new OutputAudioPart(ReadTranscript(fields) ?? ""),
            _ => throw type.Refuse("An assistant's message has 'output_text' and 'output_audio': send one of them."),
        };
        fields.RefuseRest();
        return part;
    }

    // Sound is not kept with items (see InputAudioPart), but what is no sound is still a mistake.
    private static string? ReadTranscript(JsonFields fields)
    {
        if (fields.TryGet("audio", out JsonValue audio))
        {
            audio.Base64(MaxBase64Length);
        }

        return fields.Optional("transcript", text => text.Text());
    }
}
