using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Server.Tests.Agents;

/// <summary>A sentence that a client of the API speaks, and the answer "So it is." of 2 s, whichever upstream makes it.</summary>
internal static class SpokenExchange
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Speaks for 3 s, and is silent for one.</summary>
    public static Task SpeakAsync(SocketClient client)
    {
        string sound = Convert.ToBase64String(Sentence.Spoken(3 * Second, Second));
        return client.SendAsync($$"""{"type":"input_audio_buffer.append","audio":"{{sound}}"}""");
    }

    /// <summary>Receives what was made out, "All the news", and the whole answer.</summary>
    public static async Task VerifyAnsweredAsync(SocketClient client)
    {
        JsonElement words = await client.ReceiveAsync("conversation.item.input_audio_transcription.completed");
        Assert.That(words.GetProperty("transcript").GetString(), Is.EqualTo("All the news"));
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(done.GetProperty("usage").GetProperty("input_tokens").GetInt32(), Is.EqualTo(10));
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("So it is."));
        int bytes = client.Events.Where(e => e.GetProperty("type").GetString() == "response.output_audio.delta").Sum(e => e.GetProperty("delta").GetBytesFromBase64().Length);
        Assert.That(bytes, Is.EqualTo(2 * 24_000 * sizeof(short)));
    }
}
