using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace RtcVoice.Server.Realtime;

/// <summary>The error body of the Realtime API: <c>{"error":{"message","type","code","param"}}</c>.</summary>
/// <param name="Error">The error.</param>
internal sealed record ApiError([property: JsonPropertyName("error")] ApiError.Body Error)
{
    /// <summary>Makes an error body.</summary>
    public static ApiError Of(string message, string code, string type = "invalid_request_error", string? param = null) =>
        new(new Body(message, type, code, param));

    /// <summary>The error as a response.</summary>
    public JsonHttpResult<ApiError> WithStatus(int status) => TypedResults.Json(this, ServerJson.Default.ApiError, statusCode: status);

    /// <summary>What went wrong.</summary>
    /// <param name="Message">What is wrong and what to do.</param>
    /// <param name="Type">The kind of error.</param>
    /// <param name="Code">A word for programs.</param>
    /// <param name="Param">The parameter that is wrong, or null.</param>
    public sealed record Body(
        [property: JsonPropertyName("message")] string Message,
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("code")] string Code,
        [property: JsonPropertyName("param")] string? Param);
}
