namespace RtcVoice.Server.Hosting;

/// <summary>
/// The configuration under <c>RtcVoice:Opus:</c>: the effort that the agent's speech is coded with. Where the server is short
/// of processor time, all calls go down from <see cref="Complexity"/> in steps to <see cref="MinComplexity"/>, before any call
/// is refused, and up again when there is room.
/// </summary>
public sealed class OpusOptions
{
    /// <summary>The effort that is taken where there is room.</summary>
    /// <value>0 to 10. Default 5.</value>
    public int Complexity { get; set; } = 5;

    /// <summary>The least effort.</summary>
    /// <value>
    /// 0 to 10; <see cref="Complexity"/> or more keeps it there. Default 1, at which libopus takes half of the time of 5 and, for
    /// the same quality, a quarter more bits.
    /// </value>
    public int MinComplexity { get; set; } = 1;
}
