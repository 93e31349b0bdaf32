using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>Which sections of a description share one transport (RFC 9143), and which are in use at all.</summary>
internal static class BundleGroup
{
    /// <summary>The mids of the BUNDLE group that holds <paramref name="mid"/>, in its order, of sections in use; empty when there is none.</summary>
    public static ImmutableArray<string> Of(SessionDescription description, string? mid)
    {
        if (mid is null)
        {
            return [];
        }

        foreach (SdpAttribute attribute in description.Attributes)
        {
            if (TryRead(attribute, out string[] mids) && mids.Contains(mid))
            {
                return [.. mids.Distinct().Where(member => IsInUse(description, member))];
            }
        }

        return [];
    }

    /// <summary>
    /// True unless the section is stopped or refused: its port is 0. A bundle-only section has port 0 and is in use
    /// (RFC 9143 section 6); Firefox offers all but the first so under max-bundle.
    /// </summary>
    public static bool IsInUse(SessionDescription description, MediaDescription section) =>
        section.Port != 0 || (section.Has("bundle-only") && section.Mid is { } mid && IsListed(description, mid));

    private static bool IsInUse(SessionDescription description, string mid)
    {
        foreach (MediaDescription section in description.Media)
        {
            if (section.Mid == mid)
            {
                return IsInUse(description, section);
            }
        }

        return false;
    }

    private static bool IsListed(SessionDescription description, string mid)
    {
        foreach (SdpAttribute attribute in description.Attributes)
        {
            if (TryRead(attribute, out string[] mids) && mids.Contains(mid))
            {
                return true;
            }
        }

        return false;
    }

    // group:BUNDLE <mid> <mid> ...
    private static bool TryRead(SdpAttribute attribute, out string[] mids)
    {
        const string Semantics = "BUNDLE ";
        mids = attribute is { Name: "group", Value: { } value } && value.StartsWith(Semantics, StringComparison.Ordinal)
            ? value[Semantics.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
        return mids.Length > 0;
    }
}
