namespace RtcVoice.Load.Servers;

/// <summary>Where a server listens.</summary>
/// <param name="Http">Its HTTP address.</param>
/// <param name="MediaPort">Its media port, on 127.0.0.1.</param>
internal sealed record ServerAddress(string Http, int MediaPort);
