namespace RtcVoice.Latency.Scenarios;

/// <summary>How a call came about. Times in ms; null where it could not be told.</summary>
internal sealed record Connection
{
    /// <summary>From the click to connected, the offer included.</summary>
    public required double ClickToConnected { get; init; }

    /// <summary>From the offer's departure to connected.</summary>
    public required double OfferToConnected { get; init; }

    /// <summary>From the offer's departure to the first packet of the server's voice, which is silence.</summary>
    public required double? OfferToPacket { get; init; }

    /// <summary>From the click to the first audible sample of an answer that is asked for as soon as events can be sent.</summary>
    public required double? ClickToVoice { get; init; }

    /// <summary>From the asking to that sample.</summary>
    public required double? AskedToVoice { get; init; }
}
