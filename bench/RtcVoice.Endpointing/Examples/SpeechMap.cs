using RtcVoice.Audio.Vad;

namespace RtcVoice.Endpointing.Examples;

/// <summary>Where in a sound the voice is, as the product's voice activity detector has it.</summary>
/// <param name="Start">The first sample of the voice.</param>
/// <param name="End">The sample behind the last.</param>
/// <param name="Pauses">Silences of at least <see cref="MinPause"/> within.</param>
internal sealed record SpeechMap(int Start, int End, IReadOnlyList<(int From, int To)> Pauses)
{
    /// <summary>From so much silence on the judge is asked.</summary>
    public static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(96);

    /// <summary>Finds it; null where there is no voice.</summary>
    public static SpeechMap? Find(SileroVad vad, ReadOnlySpan<short> pcm)
    {
        vad.Reset();
        var detector = new SpeechDetector(new SpeechDetectorOptions { SilenceDuration = MinPause });
        int start = -1;
        int end = -1;
        var pauses = new List<(int From, int To)>();
        for (int at = 0; at + SileroVad.WindowSamples <= pcm.Length; at += SileroVad.WindowSamples)
        {
            SpeechEvent change = detector.Process(vad.Process(pcm.Slice(at, SileroVad.WindowSamples)));
            if (change.Kind == SpeechEventKind.SpeechStarted)
            {
                if (end >= 0)
                {
                    pauses.Add((end, (int)change.VoiceSample));
                }

                start = start < 0 ? (int)change.VoiceSample : start;
                end = -1;
            }
            else if (change.Kind == SpeechEventKind.SpeechStopped)
            {
                end = (int)change.VoiceSample;
            }
        }

        return start < 0 || end < 0 ? null : new SpeechMap(start, end, pauses);
    }
}
