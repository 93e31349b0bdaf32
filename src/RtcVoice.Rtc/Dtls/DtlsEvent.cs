namespace RtcVoice.Rtc.Dtls;

/// <summary>Something that happened in a <see cref="DtlsSession"/>; <see cref="Kind"/> says which of the members hold.</summary>
internal readonly record struct DtlsEvent
{
    private DtlsEvent(DtlsEventKind kind) => Kind = kind;

    public DtlsEventKind Kind { get; }

    /// <summary>With Connected: the SRTP keys; the receiver disposes them.</summary>
    public DtlsKeyingMaterial? Keys { get; private init; }

    /// <summary>With ApplicationData: the plaintext, the receiver's to keep.</summary>
    public ReadOnlyMemory<byte> Data { get; private init; }

    /// <summary>With Closed: true when the peer's close_notify came first.</summary>
    public bool ClosedByPeer { get; private init; }

    /// <summary>With Failed: why.</summary>
    public DtlsFailure Failure { get; private init; }

    /// <summary>With Failed: a few words for a log; never anything that the peer wrote.</summary>
    public string? Detail { get; private init; }

    public static DtlsEvent Connected(DtlsKeyingMaterial keys) => new(DtlsEventKind.Connected) { Keys = keys };

    public static DtlsEvent ApplicationData(ReadOnlyMemory<byte> data) => new(DtlsEventKind.ApplicationData) { Data = data };

    public static DtlsEvent Closed(bool byPeer) => new(DtlsEventKind.Closed) { ClosedByPeer = byPeer };

    public static DtlsEvent Failed(DtlsFailure failure, string detail) =>
        new(DtlsEventKind.Failed) { Failure = failure, Detail = detail };
}
