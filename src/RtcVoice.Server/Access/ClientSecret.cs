using RtcVoice.Conversation.Session;

namespace RtcVoice.Server.Access;

/// <summary>What a client secret stands for.</summary>
/// <param name="ExpiresAt">From when on it is no good; to the second.</param>
/// <param name="Session">What sessions begun with it are configured to at first.</param>
internal sealed record ClientSecret(DateTimeOffset ExpiresAt, SessionConfig Session);
