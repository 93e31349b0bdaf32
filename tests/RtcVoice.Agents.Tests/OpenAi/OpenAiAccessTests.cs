using RtcVoice.Agents.OpenAi;

namespace RtcVoice.Agents.Tests.OpenAi;

public sealed class OpenAiAccessTests
{
    [TestCase(null, "wss://api.openai.com/v1/realtime?model=gpt-realtime")]
    [TestCase("", "wss://api.openai.com/v1/realtime?model=gpt-realtime")]
    [TestCase("http://127.0.0.1:9900/v1", "ws://127.0.0.1:9900/v1/realtime?model=gpt-realtime")]
    [TestCase("https://voice.example/openai/v1/", "wss://voice.example/openai/v1/realtime?model=gpt-realtime")]
    public void The_address_is_where_OpenAIs_own_clients_would_go(string? baseUrl, string address) =>
        Assert.That(OpenAiAccess.Of("sk-1", baseUrl, "gpt-realtime").Address.AbsoluteUri, Is.EqualTo(address));

    [TestCase(null, null, "m", "OPENAI_API_KEY")]
    [TestCase(" ", null, "m", "OPENAI_API_KEY")]
    [TestCase("sk-1", "there", "m", "OPENAI_BASE_URL")]
    [TestCase("sk-1", "ftp://there", "m", "OPENAI_BASE_URL")]
    [TestCase("sk-1", null, "", "RtcVoice:OpenAi:Model")]
    public void What_is_missing_is_said_in_one_line(string? key, string? baseUrl, string model, string named) => Assert.That(
        () => OpenAiAccess.Of(key, baseUrl, model), Throws.InvalidOperationException.With.Message.Contains(named).And.Message.Not.Contains("\n"));
}
