using System.ClientModel;
using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>
/// Tells what a provider refuses for good from what may yet work. The abstraction has no word for it: each client throws what
/// it likes, so a status is looked for in the exceptions that are known, and words in the others.
/// </summary>
internal static partial class ProviderRefusal
{
    /// <summary>How deep exceptions are looked into.</summary>
    private const int MaxDepth = 8;

    /// <summary>True for a wrong request, a wrong key, one that is not let in, a model that is not there.</summary>
    public static bool IsFinal(Exception error)
    {
        Exception? cause = error;
        for (int depth = 0; cause is not null && depth < MaxDepth; depth++, cause = cause.InnerException)
        {
            if (StatusOf(cause) is 400 or 401 or 403 or 404 || Words().IsMatch(cause.Message))
            {
                return true;
            }
        }

        return false;
    }

    // A socket that is refused tells the status in its message alone.
    private static int? StatusOf(Exception error) => error switch
    {
        ClientResultException refused => refused.Status,
        HttpRequestException refused => (int?)refused.StatusCode,
        WebSocketException when SocketStatus().Match(error.Message) is { Success: true } status => int.Parse(status.Value, provider: null),
        _ => null,
    };

    [GeneratedRegex("(?<=status code '?)[45][0-9]{2}")]
    private static partial Regex SocketStatus();

    [GeneratedRegex(@"\bunauthori[sz]ed\b|\b(invalid|incorrect)[ _]api[ _-]?key\b|\bauthentication failed\b|\bmodel_not_found\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
