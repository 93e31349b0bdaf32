namespace RtcVoice.Rtc.Dtls;

/// <summary>What <see cref="DtlsRecordGuard"/> let through and what it dropped, in records.</summary>
internal struct DtlsGuardCounters
{
    /// <summary>Records let through.</summary>
    public long Accepted;

    /// <summary>Datagrams whose rest was dropped: cut short, of another version, or a length that runs past the end.</summary>
    public long Malformed;

    /// <summary>Alerts in the clear: anybody on the path can write one, and the record layer would believe it.</summary>
    public long PlaintextAlerts;

    /// <summary>Protected records shorter than a cipher's overhead or longer than RFC 5246 allows.</summary>
    public long ForbiddenLengths;

    /// <summary>Records of an epoch that does not exist, or of epoch 0 when it is over.</summary>
    public long ForeignEpochs;

    /// <summary>Records of a type that has no business in its epoch.</summary>
    public long ForbiddenTypes;

    /// <summary>Handshake records in the clear after the handshake that came faster than a peer repeats its last flight.</summary>
    public long RateLimited;
}
