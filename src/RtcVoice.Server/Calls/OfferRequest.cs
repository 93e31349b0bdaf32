using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Calls;

/// <summary>An offer that was read from a request, or why it could not be.</summary>
internal sealed record OfferRequest
{
    private OfferRequest()
    {
    }

    /// <summary>The SDP offer, or null when it was refused.</summary>
    public string? Offer { get; private init; }

    /// <summary>The session's configuration as JSON, or null when none came.</summary>
    public string? Session { get; private init; }

    /// <summary>The HTTP status of a refusal.</summary>
    public int Status { get; private init; }

    /// <summary>The error of a refusal.</summary>
    public ApiError? Error { get; private init; }

    public static OfferRequest Accepted(string offer, string? session) => new() { Offer = offer, Session = session };

    public static OfferRequest Refused(int status, string code, string message) =>
        new() { Status = status, Error = ApiError.Of(message, code) };
}
