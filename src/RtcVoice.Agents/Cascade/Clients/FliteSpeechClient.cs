using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Flite;

namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>The local voice as a stage: English, and no server.</summary>
/// <param name="voice">The voice; owned.</param>
internal sealed class FliteSpeechClient(FliteVoice voice) : ITextToSpeechClient
{
    private static readonly string MediaType = $"audio/pcm;rate={FliteVoice.SampleRate}";

    private readonly FliteVoice _voice = voice;

    /// <inheritdoc />
    public async Task<TextToSpeechResponse> GetAudioAsync(string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingAudioAsync(text, options, cancellationToken).ToTextToSpeechResponseAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        double stretch = Math.Clamp(1 / (options?.Speed ?? 1), FliteVoice.MinStretch, FliteVoice.MaxStretch);
        await foreach (SpokenSentence sentence in _voice.SpeakAsync(text, stretch, cancellationToken).ConfigureAwait(false))
        {
            yield return new TextToSpeechResponseUpdate([new DataContent(MemoryMarshal.AsBytes(sentence.Pcm.Span).ToArray(), MediaType)]);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <inheritdoc />
    public void Dispose() => _voice.Dispose();
}
