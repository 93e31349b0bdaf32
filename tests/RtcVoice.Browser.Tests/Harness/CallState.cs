using System.Text.Json;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>The state of a call as its server tells it.</summary>
internal static class CallState
{
    /// <summary>Asks for it.</summary>
    /// <param name="http">Reaches the server.</param>
    /// <param name="call">The call's address.</param>
    public static async Task<string?> ReadAsync(HttpClient http, Uri call)
    {
        using JsonDocument view = JsonDocument.Parse(await http.GetStringAsync(call).ConfigureAwait(false));
        return view.RootElement.GetProperty("state").GetString();
    }

    /// <summary>Waits until the call is over.</summary>
    /// <exception cref="OperationCanceledException">It was not within the time.</exception>
    public static async Task UntilEndedAsync(HttpClient http, Uri call, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        while (await ReadAsync(http, call).ConfigureAwait(false) != "ended")
        {
            await Task.Delay(50, patience.Token).ConfigureAwait(false);
        }
    }
}
