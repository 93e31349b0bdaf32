namespace RtcVoice.Conversation.Transcripts;

/// <summary>
/// Where in a sound there is speech and where a pause, in steps of 20 ms: what words are laid along. One bit a step, so a
/// minute costs under 400 bytes. Written by the agent's thread, read by the worker's.
/// </summary>
internal sealed class SpeechEnvelope
{
    /// <summary>Below this share of the loudest step so far, -34 dB of it, a step is a pause.</summary>
    private const double PauseShare = 0.02;

    /// <summary>A sound that never gets louder than this, -60 dBFS, has no speech in it.</summary>
    private const double SilenceLevel = 32768 * 0.001;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<ulong> _speech = [];
    private double _loudest = SilenceLevel;
    private double _energy;
    private int _counted;
    private int _steps;
    private int _sampleRate;

    /// <summary>Adds sound.</summary>
    public void Add(ReadOnlySpan<short> pcm, int sampleRate)
    {
        lock (_gate)
        {
            if (sampleRate != _sampleRate)
            {
                // What is left of a step at another rate is a fraction of 20 ms.
                (_sampleRate, _energy, _counted) = (sampleRate, 0, 0);
            }

            int stepSamples = sampleRate / 50;
            foreach (short sample in pcm)
            {
                _energy += (double)sample * sample;
                if (++_counted == stepSamples)
                {
                    EndStep(Math.Sqrt(_energy / stepSamples));
                }
            }
        }
    }

    /// <summary>How much of the sound up to a time is speech.</summary>
    public TimeSpan SpeechBefore(TimeSpan time)
    {
        lock (_gate)
        {
            int speech = 0;
            int end = (int)Math.Min(_steps, time / Step);
            for (int i = 0; i < end; i++)
            {
                speech += IsSpeech(i) ? 1 : 0;
            }

            return speech * Step;
        }
    }

    /// <summary>The time by which there has been so much speech; the end of the sound, and on, when there has not.</summary>
    public TimeSpan TimeOf(TimeSpan speech)
    {
        lock (_gate)
        {
            TimeSpan left = speech;
            for (int i = 0; i < _steps; i++)
            {
                if (!IsSpeech(i))
                {
                    continue;
                }

                if (left < Step)
                {
                    return (i * Step) + left;
                }

                left -= Step;
            }

            return (_steps * Step) + left;
        }
    }

    private bool IsSpeech(int step) => (_speech[step / 64] >> (step % 64) & 1) != 0;

    private void EndStep(double level)
    {
        if (_steps % 64 == 0)
        {
            _speech.Add(0);
        }

        _loudest = Math.Max(_loudest, level);
        if (level > _loudest * PauseShare && level > SilenceLevel)
        {
            _speech[_steps / 64] |= 1UL << (_steps % 64);
        }

        _steps++;
        (_energy, _counted) = (0, 0);
    }
}
