using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>Reads the <c>audio</c> of a configuration; partial, as <see cref="SessionConfigReader"/> has it.</summary>
internal static class AudioConfigReader
{
    private const double MinSpeed = 0.25;
    private const double MaxSpeed = 1.5;
    private const int MaxVoiceLength = 256;
    private const int MaxModelLength = 256;
    private const int MaxLanguageLength = 35;

    private static readonly AudioConfig Default = new();

    /// <summary>Reads sound both ways.</summary>
    /// <exception cref="InvalidConfigException">Something cannot be taken.</exception>
    public static AudioConfig Read(JsonValue value, AudioConfig current)
    {
        JsonFields fields = value.Fields();
        AudioConfig read = current with
        {
            Input = fields.Change("input", current.Input, Default.Input, input => ReadInput(input, current.Input)),
            Output = fields.Change("output", current.Output, Default.Output, output => ReadOutput(output, current.Output)),
        };
        fields.RefuseRest();
        return read;
    }

    /// <summary>Reads a voice: its name, or an object with that as its id.</summary>
    public static string ReadVoice(JsonValue value)
    {
        if (!value.IsObject)
        {
            return value.Name(MaxVoiceLength);
        }

        JsonFields fields = value.Fields();
        string voice = fields.Required("id").Name(MaxVoiceLength);
        fields.RefuseRest();
        return voice;
    }

    /// <summary>Reads how sound is coded in events, which can be but one thing.</summary>
    public static AudioFormat ReadFormat(JsonValue value)
    {
        JsonFields fields = value.Fields();
        JsonValue type = fields.Required("type");
        if (type.Text() != Default.Input.Format.Type)
        {
            throw type.Refuse("Send 'audio/pcm': G.711 is not spoken here, neither in events nor on WebRTC, where sound is Opus whatever this says.");
        }

        if (fields.TryGet("rate", out JsonValue rate))
        {
            rate.Integer(AudioFormat.PcmRate, AudioFormat.PcmRate);
        }

        fields.RefuseRest();
        return Default.Input.Format;
    }

    private static AudioInputConfig ReadInput(JsonValue value, AudioInputConfig current)
    {
        JsonFields fields = value.Fields();
        AudioInputConfig read = current with
        {
            Format = fields.Change("format", current.Format, Default.Input.Format, ReadFormat),
            Transcription = fields.Change("transcription", current.Transcription, null, ReadTranscription),
            NoiseReduction = fields.Change("noise_reduction", current.NoiseReduction, null, ReadNoiseReduction),
            TurnDetection = fields.Change("turn_detection", current.TurnDetection, null, TurnDetectionReader.Read),
        };
        fields.RefuseRest();
        return read;
    }

    private static AudioOutputConfig ReadOutput(JsonValue value, AudioOutputConfig current)
    {
        JsonFields fields = value.Fields();
        AudioOutputConfig read = current with
        {
            Format = fields.Change("format", current.Format, Default.Output.Format, ReadFormat),
            Voice = fields.Change("voice", current.Voice, Default.Output.Voice, ReadVoice),
            Speed = fields.Change("speed", current.Speed, Default.Output.Speed, speed => speed.Number(MinSpeed, MaxSpeed)),
        };
        fields.RefuseRest();
        return read;
    }

    private static TranscriptionConfig ReadTranscription(JsonValue value)
    {
        JsonFields fields = value.Fields();
        var read = new TranscriptionConfig
        {
            Model = fields.Optional("model", model => model.Name(MaxModelLength)),
            Language = fields.Optional("language", language => language.Name(MaxLanguageLength)),
            Prompt = fields.Optional("prompt", prompt => prompt.Text(SessionConfigReader.MaxInstructionsLength)),
        };

        // Hints for models of OpenAI's that clients send along unasked.
        fields.Ignore("delay", "keywords", "languages");
        fields.RefuseRest();
        return read;
    }

    private static NoiseReductionConfig ReadNoiseReduction(JsonValue value)
    {
        JsonFields fields = value.Fields();
        var read = new NoiseReductionConfig(fields.Required("type").Word(("near_field", "near_field"), ("far_field", "far_field")));
        fields.RefuseRest();
        return read;
    }
}
