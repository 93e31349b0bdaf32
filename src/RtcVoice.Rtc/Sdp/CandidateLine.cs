using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>
/// Candidates as text, <c>candidate:1 1 udp 2130706431 203.0.113.7 10000 typ host</c>, as browsers show them in
/// RTCIceCandidate.candidate. What they say is for the ICE agent to read.
/// </summary>
internal static class CandidateLine
{
    private const string Name = "candidate";

    /// <summary>What follows <c>a=candidate:</c>.</summary>
    /// <exception cref="ArgumentException">The text is not a candidate.</exception>
    public static string ValueOf(string candidate) =>
        candidate.StartsWith(Name + ":", StringComparison.Ordinal)
            ? candidate[(Name.Length + 1)..]
            : throw new ArgumentException($"A candidate is written '{Name}:<foundation> <component> ...'.", nameof(candidate));

    /// <summary>The candidates of a section.</summary>
    public static ImmutableArray<string> Read(MediaDescription section) =>
        [.. section.Attributes.Where(attribute => attribute is { Name: Name, Value: not null }).Select(attribute => $"{Name}:{attribute.Value}")];
}
