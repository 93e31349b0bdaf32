using System.Net;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Client;

/// <summary>How a <see cref="VoiceClient"/> calls.</summary>
public sealed record VoiceClientOptions
{
    /// <summary>Whether to use the answer's UDP or its TCP candidates. Default UDP.</summary>
    public TransportProtocol Protocol { get; init; } = TransportProtocol.Udp;

    /// <summary>Where the server is, whatever its answer says. Default null: where the answer says.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>SRTP profiles to offer, by their registered numbers. Default both: 7 (AES-GCM) and 1 (AES-CM).</summary>
    public IReadOnlyList<ushort> SrtpProfiles { get; init; } = [7, 1];
}
