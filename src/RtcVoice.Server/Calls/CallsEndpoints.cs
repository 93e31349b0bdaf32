using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RtcVoice.Conversation.Calls;
using RtcVoice.Rtc;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Signalling over HTTP: a call is made by posting an offer, renegotiated by patching it, looked at, and hung up.
/// </summary>
internal static class CallsEndpoints
{
    private const string Path = "/v1/realtime/calls";
    private const string Sdp = "application/sdp";
    private const string RetryAfterSeconds = "5";

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder calls = routes.MapGroup(Path).RequireCors(CorsPolicyName).AddEndpointFilter<ServerKeyFilter>();
        calls.MapPost("", CreateAsync);
        calls.MapPatch("{id}", RenegotiateAsync);
        calls.MapGet("{id}", Get);
        calls.MapPost("{id}/hangup", HangUp);
    }

    /// <summary>The CORS policy of the API: any origin, since callers are known by their key and never by a cookie.</summary>
    public const string CorsPolicyName = "realtime";

    private static async Task<IResult> CreateAsync(HttpContext http, CallRegistry calls, CancellationToken cancellation)
    {
        OfferRequest request = await OfferReader.ReadAsync(http.Request, cancellation);
        if (request.Offer is null)
        {
            return Error(request.Status, request.Error!);
        }

        CallCreation creation = await calls.CreateAsync(request.Offer, cancellation);
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
            return Error(request.Status, request.Error!);
        }

        CallCreation? creation = await calls.RenegotiateAsync(id, request.Offer);
        if (creation is null)
        {
            return NoSuchCall(id);
        }

        return creation.Error is { } error ? Refuse(http, error) : TypedResults.Text(creation.Answer, Sdp);
    }

    private static IResult Get(string id, CallRegistry calls) => calls.Describe(id) is { } view
        ? TypedResults.Json(view, ServerJson.Default.CallView)
        : NoSuchCall(id);

    private static IResult HangUp(string id, CallRegistry calls) => calls.HangUp(id) ? TypedResults.Ok() : NoSuchCall(id);

    private static JsonHttpResult<ApiError> Refuse(HttpContext http, NegotiationError error)
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

        return Error(status, ApiError.Of(error.Message, JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Code.ToString())));
    }

    private static JsonHttpResult<ApiError> NoSuchCall(string id) => Error(
        StatusCodes.Status404NotFound, ApiError.Of($"There is no call {id}; it may be over for too long.", "call_not_found"));

    private static JsonHttpResult<ApiError> Error(int status, ApiError error) =>
        TypedResults.Json(error, ServerJson.Default.ApiError, statusCode: status);
}
