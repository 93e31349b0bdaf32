namespace RtcVoice.Rtc.Sdp;

/// <summary>What a session description may cost us before we know who sent it.</summary>
internal static class SdpLimits
{
    /// <summary>The whole description; the largest offer seen from a browser (two audios, recycled video) is 8 KB.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>One line; the longest that we read (an fmtp or extmap) is under 200 bytes, longer attributes are skipped.</summary>
    public const int MaxLineBytes = 4 * 1024;

    /// <summary>Media sections; a browser that recycles them does not come near.</summary>
    public const int MaxMediaSections = 32;

    /// <summary>Attributes of the whole description; an offer with video has about 250.</summary>
    public const int MaxAttributes = 4 * 1024;

    /// <summary>Formats of one media section: there are 128 RTP payload types.</summary>
    public const int MaxFormats = 128;

    /// <summary>Candidates kept; more are skipped, for a lite agent learns its peer from its checks and needs none.</summary>
    public const int MaxCandidates = 64;

    /// <summary>Fingerprints kept; a certificate has one per hash function, and three functions are accepted.</summary>
    public const int MaxFingerprints = 8;
}
