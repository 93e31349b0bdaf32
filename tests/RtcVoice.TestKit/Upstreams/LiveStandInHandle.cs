namespace RtcVoice.TestKit.Upstreams;

/// <summary>From where a session of a <see cref="LiveStandIn"/> can be taken up again.</summary>
/// <param name="Session">The session that gave it out.</param>
/// <param name="Context">What it held then.</param>
internal sealed record LiveStandInHandle(LiveStandInSession Session, IReadOnlyList<string> Context);
