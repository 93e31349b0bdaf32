using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>What an answer says to the side that offered.</summary>
internal sealed record RemoteAnswer
{
    /// <summary>Their ICE credentials, certificate fingerprints and DTLS role.</summary>
    public required SectionTransport Remote { get; init; }

    /// <summary>They send no connectivity checks: the offerer controls and nominates.</summary>
    public required bool IsIceLite { get; init; }

    /// <summary>Their candidates, each as <c>candidate:1 1 udp ...</c>.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>The payload type of Opus in both directions.</summary>
    public required OpusFormat Opus { get; init; }

    /// <summary>The flow of the audio as they see it.</summary>
    public required MediaDirection Direction { get; init; }

    /// <summary>The ids of the RTP header extensions that both sides use.</summary>
    public required AudioHeaderExtensions Extensions { get; init; }

    /// <summary>The SSRC of their audio, or null.</summary>
    public required uint? RemoteSsrc { get; init; }

    /// <summary>Stream and track of their audio (a=msid), or null: then a browser's track event has no stream.</summary>
    public required string? MediaStreamId { get; init; }

    /// <summary>Their side of the data channels, or null when they refused them.</summary>
    public required NegotiatedData? Data { get; init; }

    /// <summary>Reads an answer.</summary>
    public static bool TryRead(
        SessionDescription answer,
        [NotNullWhen(true)] out RemoteAnswer? result,
        [NotNullWhen(false)] out SdpError? error)
    {
        result = null;
        MediaDescription? audio = answer.Media.FirstOrDefault(section => section.Kind == "audio" && section.Port != 0);
        if (audio is null)
        {
            error = new SdpError(SdpErrorCode.NoAudio, "The answer accepts no audio section.");
            return false;
        }

        if (AudioFormats.Read(audio).Opus is not { } opus)
        {
            error = new SdpError(SdpErrorCode.NoOpus, "The answer accepts audio without Opus.");
            return false;
        }

        if (!SectionTransport.TryRead(answer, [audio], out SectionTransport? remote, out error))
        {
            return false;
        }

        result = new RemoteAnswer
        {
            Remote = remote,
            IsIceLite = answer.Has("ice-lite"),
            Candidates = [.. answer.Media.SelectMany(section => CandidateLine.Read(section)).Distinct()],
            Opus = opus,
            Direction = answer.DirectionOf(audio),
            Extensions = AudioHeaderExtensions.Read(answer, audio),
            RemoteSsrc = AnnouncedSource.Read(audio).Ssrc,
            MediaStreamId = audio.Find("msid"),
            Data = ReadData(answer),
        };
        return true;
    }

    private static NegotiatedData? ReadData(SessionDescription answer)
    {
        for (int i = 0; i < answer.Media.Length; i++)
        {
            if (answer.Media[i].Port != 0 && NegotiatedData.TryRead(answer.Media[i], i, out NegotiatedData? data))
            {
                return data;
            }
        }

        return null;
    }
}
