namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Decides from the browser's reports how much loss the encoder should arm against (Opus in-band FEC). It arms at the
/// first report of real loss and disarms only after several clean ones, so that it does not flap.
/// </summary>
internal sealed class LossAdaptation
{
    /// <summary>FEC costs bitrate; below this, concealment is as good.</summary>
    public const double ArmAbove = 0.02;

    /// <summary>Below this a report counts as clean.</summary>
    public const double CleanBelow = 0.01;

    /// <summary>Browsers report every few seconds, so this is ten seconds and more.</summary>
    public const int CleanReportsToDisarm = 3;

    /// <summary>Beyond this the copies cost more quality than they save.</summary>
    private const int MaxPercent = 30;

    private int _cleanReports;

    /// <summary>Loss to arm against, in percent; 0 when FEC is off.</summary>
    public int ExpectedLossPercent { get; private set; }

    /// <summary>Takes a report.</summary>
    /// <param name="lossFraction">Share of packets lost since the last report, 0 to 1.</param>
    public void OnReport(double lossFraction)
    {
        if (lossFraction >= ArmAbove)
        {
            _cleanReports = 0;
            int percent = Math.Min(MaxPercent, (int)Math.Ceiling(lossFraction * 100));
            ExpectedLossPercent = Math.Max(percent, ExpectedLossPercent);
        }
        else if (lossFraction < CleanBelow && ++_cleanReports >= CleanReportsToDisarm)
        {
            ExpectedLossPercent = 0;
        }
    }
}
