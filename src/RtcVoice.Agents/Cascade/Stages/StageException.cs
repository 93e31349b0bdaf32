using System.ClientModel;
using System.Net;
using System.Text.Json;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>A stage of the cascade has failed; the message says what happened and what to do, for people.</summary>
/// <param name="code">A word for programs, such as <c>chat_rate_limited</c>.</param>
/// <param name="message">What went wrong.</param>
/// <param name="cause">What it came of, or null.</param>
internal sealed class StageException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Of what a server says is wrong, as much as a person reads.</summary>
    private const int MaxDetailCharacters = 300;

    /// <summary>A word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same request may work in a moment.</summary>
    public bool IsTransient { get; private init; }

    /// <summary>The stage gave no sign for too long.</summary>
    public static StageException Silent(Stage stage, TimeSpan patience, Exception cause) => new(
        $"{stage.Code}_timeout", $"The {stage.Name} gave no sign for {patience.TotalSeconds:0.#} s.", cause)
    { IsTransient = true };

    /// <summary>Says in this project's words what a client of a stage has thrown.</summary>
    public static StageException Of(Stage stage, Exception cause) => cause switch
    {
        StageException known => known,
        ClientResultException { Status: > 0 } refused => Refused(stage, refused.Status, refused),
        HttpRequestException { StatusCode: { } status } refused => Refused(stage, (int)status, refused),
        ClientResultException or HttpRequestException or IOException => new(
            $"{stage.Code}_unavailable", $"The {stage.Name} cannot be reached, or broke off: {Detail(cause)}", cause)
        { IsTransient = true },
        TimeoutException => new($"{stage.Code}_timeout", $"The {stage.Name} took too long: {Detail(cause)}", cause) { IsTransient = true },
        JsonException or InvalidDataException or FormatException or KeyNotFoundException => new(
            $"{stage.Code}_malformed", $"The {stage.Name} sends what is none of its protocol's: {Detail(cause)}", cause),
        _ => new($"{stage.Code}_failed", $"The {stage.Name} failed: {Detail(cause)}", cause),
    };

    private static StageException Refused(Stage stage, int status, Exception cause) => (HttpStatusCode)status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
            $"{stage.Code}_unauthorized", $"The {stage.Name} refuses the key ({status}); whoever runs the server sets {stage.Section}:ApiKey or OPENAI_API_KEY.", cause),
        HttpStatusCode.TooManyRequests => new(
            $"{stage.Code}_rate_limited", $"The {stage.Name} takes no more requests for now (429): {Detail(cause)}", cause)
        { IsTransient = true },
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new(
            $"{stage.Code}_unavailable", $"The {stage.Name} cannot answer ({status}): {Detail(cause)}", cause)
        { IsTransient = true },
        HttpStatusCode.NotFound => new(
            $"{stage.Code}_rejected", $"The {stage.Name} is not there (404); whoever runs the server checks {stage.Section}:BaseUrl and :Model: {Detail(cause)}", cause),
        _ => new($"{stage.Code}_rejected", $"The {stage.Name} refuses the request ({status}): {Detail(cause)}", cause),
    };

    private static string Detail(Exception cause) =>
        cause.Message.Length <= MaxDetailCharacters ? cause.Message : $"{cause.Message[..MaxDetailCharacters]}...";
}
