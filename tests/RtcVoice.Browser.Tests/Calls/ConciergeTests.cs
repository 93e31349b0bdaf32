using System.Text.Json;
using RtcVoice.Agents.Flite;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.TestKit.Voices;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>The server as it is run by default, and a person who talks with its concierge.</summary>
internal sealed class ConciergeTests
{
    // The greeting takes 5 s, the time of day 3 s; the story is cut in its fifth second.
    private static readonly (double Silence, string Sentence)[] Person =
        [(7, "what time is it"), (4.5, "tell me a story"), (5.5, "what did you just say"), (1, "")];

    [Test]
    public async Task Asked_what_it_just_said_it_quotes_the_words_that_were_heard_before_the_cut()
    {
        using var folder = new TemporaryFolder();
        await WritePersonAsync(folder.At("person.wav"));
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using Chromium browser = await LoggedBrowser.LaunchAsync(folder.At("person.wav"));
        BrowserCall call = await BrowserCall.StartAsync(browser, server.Address);
        Uri conversation = new($"{await call.LocationAsync()}/conversation");

        JsonElement[] items = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                using JsonDocument view = JsonDocument.Parse(await server.Http.GetStringAsync(conversation));
                items = [.. view.RootElement.GetProperty("data").EnumerateArray().Select(item => item.Clone())];
                return items.Length > 0 && IsHeardToTheEnd(items[^1]) && Answer(items[^1]).StartsWith("I said:", StringComparison.Ordinal);
            },
            "a quotation, heard to its end",
            TimeSpan.FromSeconds(40));

        string[] lines = [.. items.Select(item => IsPerson(item) ? $"- {Said(item)}" : Answer(item))];
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.That(items.Where(IsPerson).Select(Said), Is.EqualTo(Person.Where(p => p.Sentence.Length > 0).Select(p => p.Sentence)));
        string[] answers = [.. items.Where(item => !IsPerson(item)).Select(Answer)];
        Assert.That(answers[^3], Does.StartWith("It is "));
        Assert.That(answers[^2], Does.StartWith("Let me tell you a story. A lighthouse keeper"));
        Assert.That(answers[^2].Length, Is.LessThan(200), "it was cut in its fifth second");
        Assert.That(answers[^1], Is.EqualTo($"I said: {answers[^2].Trim()}"));
    }

    private static async Task WritePersonAsync(string path)
    {
        using var voice = new FliteVoice();
        List<short> samples = [];
        foreach ((double silence, string sentence) in Person)
        {
            samples.AddRange(new short[(int)(silence * FliteVoice.SampleRate)]);
            samples.AddRange((await voice.SpeakSentenceAsync(sentence)).Pcm.ToArray());
        }

        WavFile.Write(path, samples.ToArray(), FliteVoice.SampleRate);
    }

    private static bool IsPerson(JsonElement item) => item.GetProperty("item").GetProperty("role").GetString() == "user";

    private static string? Said(JsonElement item) => item.GetProperty("item").GetProperty("content")[0].GetProperty("transcript").GetString();

    private static string Answer(JsonElement item) => item.TryGetProperty("transcript", out JsonElement words) ? words.GetString()! : "";

    private static bool IsHeardToTheEnd(JsonElement item) =>
        item.TryGetProperty("heard_ms", out JsonElement heard) && heard.GetInt64() == item.GetProperty("generated_ms").GetInt64();
}
