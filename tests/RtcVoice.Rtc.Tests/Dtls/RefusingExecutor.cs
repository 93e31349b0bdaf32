using RtcVoice.Rtc.Dtls;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>Has no room for a handshake.</summary>
internal sealed class RefusingExecutor : IDtlsHandshakeExecutor
{
    public bool TryRun(Action handshake) => false;
}
