namespace RtcVoice.Server.Calls;

/// <summary>How the server has borne its calls since the sample before.</summary>
/// <param name="PacerLateness">How late one frame in a hundred has left.</param>
/// <param name="TickLateness">How late the ticks of the busiest worker are.</param>
/// <param name="Busy">Share of the time that the busiest worker works, 0 to 1.</param>
internal readonly record struct LoadSample(TimeSpan PacerLateness, TimeSpan TickLateness, double Busy);
