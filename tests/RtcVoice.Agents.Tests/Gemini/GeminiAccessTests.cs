using RtcVoice.Agents.Gemini;

namespace RtcVoice.Agents.Tests.Gemini;

public sealed class GeminiAccessTests
{
    private const string Method = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";

    [TestCase(null, "wss://generativelanguage.googleapis.com")]
    [TestCase("", "wss://generativelanguage.googleapis.com")]
    [TestCase("http://127.0.0.1:9900", "ws://127.0.0.1:9900")]
    [TestCase("https://voice.example/gemini/", "wss://voice.example/gemini")]
    public void The_address_is_where_Googles_own_clients_would_go(string? baseUrl, string address) =>
        Assert.That(GeminiAccess.Of("key", baseUrl, "m").Endpoint.Address.AbsoluteUri, Is.EqualTo(address + Method));

    [TestCase("gemini-3.8-live", "models/gemini-3.8-live")]
    [TestCase("models/gemini-3.8-live", "models/gemini-3.8-live")]
    public void A_model_is_named_as_the_API_has_it(string model, string name) =>
        Assert.That(GeminiAccess.Of("key", null, model).Model, Is.EqualTo(name));

    [TestCase(null, null, "m", "GEMINI_API_KEY")]
    [TestCase(" ", null, "m", "GEMINI_API_KEY")]
    [TestCase("key", "there", "m", "GOOGLE_GEMINI_BASE_URL")]
    [TestCase("key", "ftp://there", "m", "GOOGLE_GEMINI_BASE_URL")]
    [TestCase("key", null, " ", "RtcVoice:Gemini:Model")]
    public void What_is_missing_is_said_in_one_line(string? key, string? baseUrl, string model, string named) => Assert.That(
        () => GeminiAccess.Of(key, baseUrl, model), Throws.InvalidOperationException.With.Message.Contains(named).And.Message.Not.Contains("\n"));
}
