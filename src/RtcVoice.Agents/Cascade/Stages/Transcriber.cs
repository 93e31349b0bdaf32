using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Audio;
using RtcVoice.Audio.Wav;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>Makes out the words of turns: each goes up as one WAV file of 16 kHz.</summary>
/// <param name="client">Who does it.</param>
/// <param name="options">How.</param>
/// <param name="clock">Measures time.</param>
internal sealed class Transcriber(ISpeechToTextClient client, CascadeSttOptions options, TimeProvider clock)
{
    private readonly ISpeechToTextClient _client = client;
    private readonly CascadeSttOptions _options = options;
    private readonly StageReader _reader = new(Stage.Stt, TimeSpan.FromSeconds(options.TimeoutSeconds), clock);

    /// <summary>Makes out what was said.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="config">What the session says of it; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The words; empty when there were none.</returns>
    /// <exception cref="StageException">It failed.</exception>
    public async Task<string> TranscribeAsync(UserTurn turn, TranscriptionConfig? config, CancellationToken cancellation)
    {
        byte[] sound = ToWav(turn.Pcm.Span);
        string words = "";
        await foreach (string text in _reader.ReadAsync(c => AskAsync(sound, config, c), static _ => true, cancellation).ConfigureAwait(false))
        {
            words = text;
        }

        return words.Trim();
    }

    private async IAsyncEnumerable<string> AskAsync(byte[] sound, TranscriptionConfig? config, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stream = new MemoryStream(sound, writable: false);
        SpeechToTextResponse response = await _client.GetTextAsync(stream, Describe(config), cancellation).ConfigureAwait(false);
        yield return response.Text;
    }

    private SpeechToTextOptions Describe(TranscriptionConfig? config)
    {
        string language = config?.Language ?? _options.Language;
        var described = new SpeechToTextOptions
        {
            SpeechLanguage = language.Length > 0 ? language : null,
            SpeechSampleRate = UserTurn.SampleRate,
        };
        if (config?.Prompt is { Length: > 0 } prompt)
        {
            // The abstraction has no word for it; clients of other providers do not look at this.
            described.RawRepresentationFactory = _ => new AudioTranscriptionOptions { Prompt = prompt };
        }

        return described;
    }

    private static byte[] ToWav(ReadOnlySpan<short> pcm)
    {
        using var file = new MemoryStream();
        using (var writer = new WavWriter(file, UserTurn.SampleRate, leaveOpen: true))
        {
            writer.Write(pcm);
        }

        return file.ToArray();
    }
}
