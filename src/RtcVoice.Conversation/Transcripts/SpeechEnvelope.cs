using System.Numerics;

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

    /// <summary>Steps are kept and counted 64 at a time: ten minutes are 469 words.</summary>
    private const int StepsInWord = 64;

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
            int end = (int)Math.Min(_steps, time / Step);
            int speech = 0;
            for (int i = 0; i < end / StepsInWord; i++)
            {
                speech += BitOperations.PopCount(_speech[i]);
            }

            if (end % StepsInWord > 0)
            {
                speech += BitOperations.PopCount(_speech[end / StepsInWord] & ((1UL << (end % StepsInWord)) - 1));
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
            for (int i = 0; i < _speech.Count; i++)
            {
                int steps = BitOperations.PopCount(_speech[i]);
                if (left < steps * Step)
                {
                    int step = (i * StepsInWord) + IndexOfBit(_speech[i], (int)(left / Step));
                    return (step * Step) + (left - ((int)(left / Step) * Step));
                }

                left -= steps * Step;
            }

            return (_steps * Step) + left;
        }
    }

    // The place of the bit that so many set ones lie before.
    private static int IndexOfBit(ulong bits, int before)
    {
        for (; before > 0; before--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }

    private void EndStep(double level)
    {
        if (_steps % StepsInWord == 0)
        {
            _speech.Add(0);
        }

        _loudest = Math.Max(_loudest, level);
        if (level > _loudest * PauseShare && level > SilenceLevel)
        {
            _speech[_steps / StepsInWord] |= 1UL << (_steps % StepsInWord);
        }

        _steps++;
        (_energy, _counted) = (0, 0);
    }
}
