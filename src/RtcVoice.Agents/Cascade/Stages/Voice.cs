using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>Speaks sentences.</summary>
/// <param name="client">Who does it.</param>
/// <param name="options">How.</param>
/// <param name="clock">Measures time.</param>
internal sealed class Voice(ITextToSpeechClient client, CascadeTtsOptions options, TimeProvider clock)
{
    /// <summary>What sessions say that name no voice.</summary>
    private const string AnyVoice = "default";

    private readonly ITextToSpeechClient _client = client;
    private readonly CascadeTtsOptions _options = options;
    private readonly StageReader _reader = new(Stage.Tts, TimeSpan.FromSeconds(options.TimeoutSeconds), clock);

    /// <summary>How a response is to be spoken.</summary>
    /// <param name="config">What it is to be.</param>
    /// <param name="speed">How fast, 1 as usual.</param>
    public TextToSpeechOptions Describe(ResponseConfig config, double speed) => new()
    {
        VoiceId = config.Voice != AnyVoice ? config.Voice : _options.Voice.Length > 0 ? _options.Voice : null,
        AudioFormat = _options.Format,
        Speed = speed == 1 ? null : (float)speed,
    };

    /// <summary>Begins to speak a sentence.</summary>
    public Synthesis Begin(string sentence, TextToSpeechOptions how, CancellationToken cancellation) =>
        Synthesis.Begin(_client, _reader, how, _options.SampleRate, sentence, cancellation);
}
