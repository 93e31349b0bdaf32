namespace RtcVoice.Pacing.Speech;

/// <summary>The effort that all encoders are to take. Any thread.</summary>
internal sealed class TargetComplexity(int value)
{
    private volatile int _value = value;

    /// <summary>0 to 10.</summary>
    public int Value
    {
        get => _value;
        set => _value = value;
    }
}
