namespace RtcVoice.Server.Access;

/// <summary>Who was let in; a feature of the request.</summary>
/// <param name="Secret">The client secret that was borne; null for whoever bears the server's key, or needs none.</param>
internal sealed record Caller(ClientSecret? Secret);
