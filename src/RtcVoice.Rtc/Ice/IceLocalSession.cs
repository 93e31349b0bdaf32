using System.Text;

namespace RtcVoice.Rtc.Ice;

/// <summary>Our credentials together with the ufrag of the offer they answered.</summary>
internal sealed class IceLocalSession
{
    private readonly byte[]? _remoteUfrag;

    /// <summary>Takes our credentials and the peer's ufrag; null when the peer's is not known.</summary>
    public IceLocalSession(IceCredentials credentials, string? remoteUfrag)
    {
        Credentials = credentials;
        _remoteUfrag = remoteUfrag is null ? null : Encoding.ASCII.GetBytes(remoteUfrag);
    }

    /// <summary>Our ufrag and password.</summary>
    public IceCredentials Credentials { get; }

    /// <summary>
    /// True when USERNAME is ours, a colon, theirs. RFC 8445 section 7.3 asks for our half only; theirs is asked too
    /// where it is known, so that a stale offer's checks do not end up here.
    /// </summary>
    public bool IsNamedBy(ReadOnlySpan<byte> username)
    {
        ReadOnlySpan<byte> ufrag = Credentials.UfragBytes;
        return username.Length > ufrag.Length + 1
            && username[ufrag.Length] == (byte)':'
            && username.StartsWith(ufrag)
            && (_remoteUfrag is null || username[(ufrag.Length + 1)..].SequenceEqual(_remoteUfrag));
    }
}
