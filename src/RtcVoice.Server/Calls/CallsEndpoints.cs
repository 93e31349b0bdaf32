using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RtcVoice.Conversation.Session;
using RtcVoice.Rtc;
using RtcVoice.Server.Access;
using RtcVoice.Server.Realtime;
using RtcVoice.Server.Watching;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Signalling over HTTP: a call is made by posting an offer, renegotiated by patching it, looked at, and hung up.
/// </summary>
internal static class CallsEndpoints
{
    private const string Path = RealtimeEndpoints.Path + "/calls";
    private const string Sdp = "application/sdp";
    private static readonly string RetryAfterSeconds = LoadGate.Rest.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Maps the endpoints.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder calls = api.MapGroup("calls");
        calls.MapPost("", CreateAsync);
        RouteGroupBuilder all = calls.MapGroup("").AddEndpointFilter<ServerKeyFilter>();
        all.MapGet("", ListAsync);
        all.MapGet("events", CallsEventsEndpoint.WatchAsync);
        calls.MapPatch("{id}", RenegotiateAsync);
        calls.MapGet("{id}", GetAsync);
        calls.MapGet("{id}/conversation", GetConversationAsync);
        calls.MapPost("{id}/hangup", HangUp);

        // Where the Realtime API had it before, and where some clients still call.
        api.MapPost("", CreateAsync);
    }

    /// <summary>Says why no call came of an offer.</summary>
    public static IResult Refuse(HttpContext http, NegotiationError error)
    {
        int status = error.Code switch
        {
            NegotiationErrorCode.NotSdp => StatusCodes.Status400BadRequest,
            NegotiationErrorCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
            NegotiationErrorCode.Closed => StatusCodes.Status409Conflict,
            NegotiationErrorCode.TooManyCalls => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        return ApiError.Of(error.Message, JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Code.ToString())).WithStatus(status);
    }

    /// <summary>Says that there is no such call.</summary>
    public static IResult NoSuchCall(string id) => ApiError
        .Of($"There is no call {id}; it may be over for too long.", "call_not_found")
        .WithStatus(StatusCodes.Status404NotFound);

    private static async Task<IResult> CreateAsync(HttpContext http, CallRegistry calls, CancellationToken cancellation)
    {
        OfferRequest request = await OfferReader.ReadAsync(http.Request, cancellation);
        if (request.Offer is null)
        {
            return request.Error!.WithStatus(request.Status);
        }

        SessionConfig config = RequestedSession.Read(http, request.Session);
        CallCreation creation = await calls.CreateAsync(request.Offer, config, cancellation);
        if (creation.Error is { } error)
        {
            return Refuse(http, error);
        }

        http.Response.Headers.Location = $"{Path}/{creation.Id}";
        return TypedResults.Text(creation.Answer, Sdp, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RenegotiateAsync(string id, HttpContext http, CallRegistry calls, CancellationToken cancellation)
    {
        OfferRequest request = await OfferReader.ReadAsync(http.Request, cancellation);
        if (request.Offer is null)
        {
            return request.Error!.WithStatus(request.Status);
        }

        CallCreation? creation = await calls.RenegotiateAsync(id, request.Offer);
        if (creation is null)
        {
            return NoSuchCall(id);
        }

        return creation.Error is { } error ? Refuse(http, error) : TypedResults.Text(creation.Answer, Sdp);
    }

    private static async Task<IResult> ListAsync(CallRegistry calls, CancellationToken cancellation) =>
        TypedResults.Json(new CallListView(await calls.ListAsync(cancellation)), ServerJson.Default.CallListView);

    private static async Task<IResult> GetAsync(string id, CallRegistry calls) => await calls.DescribeAsync(id) is { } view
        ? TypedResults.Json(view, ServerJson.Default.CallView)
        : NoSuchCall(id);

    private static async Task<IResult> GetConversationAsync(string id, CallRegistry calls, CancellationToken cancellation) =>
        await calls.DescribeConversationAsync(id, cancellation) is { } json ? TypedResults.Bytes(json, "application/json") : NoSuchCall(id);

    private static IResult HangUp(string id, CallRegistry calls) => calls.HangUp(id) ? TypedResults.Ok() : NoSuchCall(id);
}
