using System.Globalization;

namespace RtcVoice.Conversation.Realtime;

/// <summary>Identifiers of what a session makes: told apart from those of every other session by its own token. Any thread.</summary>
/// <param name="token">The session's token: letters and digits.</param>
internal sealed class SessionIds(string token)
{
    private readonly string _token = token;
    private int _last;

    /// <summary>Makes an identifier.</summary>
    /// <param name="prefix">What it is of: <c>item</c>, <c>resp</c>, <c>event</c>, <c>call</c>...</param>
    public string Next(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{_token}{Interlocked.Increment(ref _last):x5}");

    /// <summary>The identifier of the one thing of its kind.</summary>
    public string Only(string prefix) => $"{prefix}_{_token}";
}
