namespace RtcVoice.Rtc.Dtls;

/// <summary>What a <see cref="DtlsSession"/> counted beside its guard.</summary>
/// <param name="OversizedDatagrams">Dropped for being longer than any path brings.</param>
/// <param name="QueueOverflows">Records dropped because the handshake did not keep up.</param>
/// <param name="FlightsResent">Flights sent again, by timer or because the peer repeated its own.</param>
/// <param name="HandshakeBytesSent">Bytes of datagrams sent before the handshake was done.</param>
/// <param name="HandshakeDatagramsSuppressed">Handshake datagrams not sent because the session had spent its allowance.</param>
/// <param name="RecordsRefused">Records that the record layer dropped after the handshake: forged, replayed or repeats.</param>
/// <param name="EventsDropped">Application records dropped because the owner did not drain its events.</param>
internal readonly record struct DtlsSessionCounters(
    long OversizedDatagrams,
    long QueueOverflows,
    long FlightsResent,
    long HandshakeBytesSent,
    long HandshakeDatagramsSuppressed,
    long RecordsRefused,
    long EventsDropped);
