namespace RtcVoice.TestKit.Voices;

/// <summary>A resonator of two poles and unit gain at its centre, that may be retuned while it rings.</summary>
internal struct Resonance
{
    private double _a1;
    private double _a2;
    private double _gain;
    private double _y1;
    private double _y2;

    public void Tune(double frequency, double bandwidth, int rate)
    {
        double radius = Math.Exp(-Math.PI * bandwidth / rate);
        double angle = 2 * Math.PI * frequency / rate;
        _a1 = 2 * radius * Math.Cos(angle);
        _a2 = -radius * radius;
        _gain = (1 - radius) * Math.Sqrt(1 - (2 * radius * Math.Cos(2 * angle)) + (radius * radius));
    }

    public double Filter(double x)
    {
        double y = (_gain * x) + (_a1 * _y1) + (_a2 * _y2);
        _y2 = _y1;
        _y1 = y;
        return y;
    }
}
