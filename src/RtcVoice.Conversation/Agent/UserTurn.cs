namespace RtcVoice.Conversation.Agent;

/// <summary>What the person said between two silences.</summary>
public sealed class UserTurn
{
    /// <summary>Samples of <see cref="Pcm"/> per second.</summary>
    public const int SampleRate = 16_000;

    private const double SilenceDbfs = -96;

    /// <summary>Describes a turn.</summary>
    /// <param name="itemId">The item of the conversation that the turn is.</param>
    /// <param name="pcm">Mono PCM16 at <see cref="SampleRate"/>, a little of the silence before it included.</param>
    /// <param name="speech">How long the person spoke.</param>
    public UserTurn(string itemId, ReadOnlyMemory<short> pcm, TimeSpan speech)
    {
        ItemId = itemId;
        Pcm = pcm;
        Speech = speech;
        LoudnessDbfs = Measure(pcm.Span);
    }

    /// <summary>The item of the conversation that the turn is.</summary>
    public string ItemId { get; }

    /// <summary>The sound of the turn: mono PCM16 at <see cref="SampleRate"/>.</summary>
    public ReadOnlyMemory<short> Pcm { get; }

    /// <summary>How long the person spoke.</summary>
    public TimeSpan Speech { get; }

    /// <summary>Root mean square level in dB of full scale: about -20 for a voice near the microphone, -96 for silence.</summary>
    public double LoudnessDbfs { get; }

    private static double Measure(ReadOnlySpan<short> pcm)
    {
        double sum = 0;
        foreach (short sample in pcm)
        {
            sum += (double)sample * sample;
        }

        return sum == 0 ? SilenceDbfs : Math.Max(SilenceDbfs, 10 * Math.Log10(sum / pcm.Length / (32768.0 * 32768.0)));
    }
}
