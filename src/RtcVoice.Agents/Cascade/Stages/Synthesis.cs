using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>One sentence being spoken, ahead of its turn to be heard.</summary>
internal sealed class Synthesis
{
    /// <summary>Of a sentence's sound, so much waits for those before it to be written; then its voice waits.</summary>
    private const int MaxWaitingPieces = 512;

    private readonly Channel<(short[] Pcm, int Rate)> _pieces = Channel.CreateBounded<(short[], int)>(
        new BoundedChannelOptions(MaxWaitingPieces) { SingleReader = true, SingleWriter = true });

    private Synthesis(string sentence) => Sentence = sentence;

    /// <summary>What it says, with the space behind it.</summary>
    public string Sentence { get; }

    /// <summary>Begins to speak a sentence.</summary>
    /// <param name="client">The voice.</param>
    /// <param name="reader">Watches it.</param>
    /// <param name="options">How it speaks.</param>
    /// <param name="defaultRate">Samples a second of a voice that does not say it.</param>
    /// <param name="sentence">What to say.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Synthesis Begin(
        ITextToSpeechClient client, StageReader reader, TextToSpeechOptions options, int defaultRate, string sentence, CancellationToken cancellation)
    {
        var synthesis = new Synthesis(sentence);
        if (sentence.Any(char.IsLetterOrDigit))
        {
            _ = synthesis.RunAsync(client, reader, options, defaultRate, cancellation);
        }
        else
        {
            // Nothing to say; voices refuse it.
            synthesis._pieces.Writer.Complete();
        }

        return synthesis;
    }

    /// <summary>Its sound, as it comes; to be read once.</summary>
    /// <exception cref="StageException">It failed; what had come before has been given.</exception>
    public IAsyncEnumerable<(short[] Pcm, int Rate)> ReadAsync(CancellationToken cancellation) => _pieces.Reader.ReadAllAsync(cancellation);

    private async Task RunAsync(
        ITextToSpeechClient client, StageReader reader, TextToSpeechOptions options, int defaultRate, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Exception? failure = null;
        try
        {
            var decoder = new SpeechDecoder(defaultRate);
            bool hasSound = false;
            await foreach (TextToSpeechResponseUpdate update in reader.ReadAsync(
                c => client.GetStreamingAudioAsync(Sentence.Trim(), options.Clone(), c), IsOfUse, cancellation).ConfigureAwait(false))
            {
                foreach (DataContent content in update.Contents.OfType<DataContent>())
                {
                    short[] pcm = decoder.Decode(content.Data.Span, content.MediaType);
                    if (pcm.Length > 0)
                    {
                        hasSound = true;
                        await _pieces.Writer.WriteAsync((pcm, decoder.SampleRate), cancellation).ConfigureAwait(false);
                    }
                }
            }

            failure = hasSound ? null : new StageException($"{Stage.Tts.Code}_empty", "The speech synthesis sends no sound.");
        }
        catch (OperationCanceledException e)
        {
            failure = e;
        }
        catch (Exception e)
        {
            failure = StageException.Of(Stage.Tts, e);
        }

        _pieces.Writer.TryComplete(failure);
    }

    private static bool IsOfUse(TextToSpeechResponseUpdate update) => update.Contents.OfType<DataContent>().Any(c => c.Data.Length > 0);
}
