namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// Where handshakes run. BouncyCastle's handshake blocks its thread between flights, so it must not be the owner of a
/// session, nor a thread of the pool.
/// </summary>
public interface IDtlsHandshakeExecutor
{
    /// <summary>
    /// Runs the handshake, now or when others are done, once, on a thread of its own. May be called from any thread and
    /// does not block.
    /// </summary>
    /// <param name="handshake">Blocks for as long as its session handshakes, at most its timeout; never throws.</param>
    /// <returns>False when there is no room; the handshake then never runs and its session fails.</returns>
    bool TryRun(Action handshake);
}
