namespace RtcVoice.Audio.JitterBuffer;

/// <summary>Tells whether 20 ms are no louder than the background: there time may be taken out or put in unheard.</summary>
internal struct QuietDetector
{
    /// <summary>Below -60 dBFS all is quiet: no microphone's speech is.</summary>
    private const double AlwaysQuiet = 32768.0 * 32768.0 * 1e-6;

    /// <summary>Above -35 dBFS nothing is, whatever the background: it may be music or a crowd, and cuts would be heard.</summary>
    private const double NeverQuiet = 32768.0 * 32768.0 * 3.2e-4;

    /// <summary>Up to 5 dB above the floor of the background counts as background.</summary>
    private const double AboveFloor = 3.2;

    /// <summary>The floor follows rising noise by 0.06 dB a frame: 3 dB a second.</summary>
    private const double Rise = 1.014;

    private double _floor;

    public bool IsQuiet(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short sample in samples)
        {
            sum += sample * sample;
        }

        double power = sum / samples.Length;
        _floor = _floor == 0 ? power : Math.Min(power, _floor * Rise);
        _floor = Math.Max(_floor, 1);
        return power < AlwaysQuiet || (power < NeverQuiet && power < _floor * AboveFloor);
    }
}
