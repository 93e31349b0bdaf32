using System.Text.Json.Serialization;

namespace RtcVoice.BrowserKit.Calls;

/// <summary>What getStats said at one moment; the names are those of the WebRTC statistics specification.</summary>
public sealed record CallStatistics
{
    /// <summary>The page's clock, in ms.</summary>
    public double At { get; init; }

    public InboundAudio? Inbound { get; init; }

    public OutboundAudio? Outbound { get; init; }

    public PlayoutDevice? Playout { get; init; }

    public SelectedPair? Pair { get; init; }

    public SecureTransport? Transport { get; init; }

    /// <summary>The receiving side: NetEq. Delays are sums over samples, in seconds.</summary>
    public sealed record InboundAudio
    {
        public long PacketsReceived { get; init; }

        public long PacketsLost { get; init; }

        public long PacketsDiscarded { get; init; }

        public long FecPacketsReceived { get; init; }

        public double Jitter { get; init; }

        public double JitterBufferDelay { get; init; }

        public double JitterBufferTargetDelay { get; init; }

        public double JitterBufferMinimumDelay { get; init; }

        public long JitterBufferEmittedCount { get; init; }

        public long TotalSamplesReceived { get; init; }

        public long ConcealedSamples { get; init; }

        public long SilentConcealedSamples { get; init; }

        public long ConcealmentEvents { get; init; }

        public long InsertedSamplesForDeceleration { get; init; }

        public long RemovedSamplesForAcceleration { get; init; }

        public double TotalAudioEnergy { get; init; }

        public double TotalProcessingDelay { get; init; }
    }

    public sealed record OutboundAudio
    {
        public long PacketsSent { get; init; }

        public long BytesSent { get; init; }
    }

    public sealed record PlayoutDevice
    {
        public double TotalPlayoutDelay { get; init; }

        public long TotalSamplesCount { get; init; }

        public double SynthesizedSamplesDuration { get; init; }
    }

    public sealed record SelectedPair
    {
        public double RoundTripTime { get; init; }

        public string? Protocol { get; init; }

        public string? Local { get; init; }

        public string? Remote { get; init; }
    }

    public sealed record SecureTransport
    {
        public string? SrtpCipher { get; init; }

        public string? DtlsCipher { get; init; }

        [JsonPropertyName("tlsVersion")]
        public string? DtlsVersion { get; init; }
    }
}
