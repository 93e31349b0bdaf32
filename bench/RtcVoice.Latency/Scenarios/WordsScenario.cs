using System.Globalization;
using System.Text.Json;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>A story is cut, again and again: whether the conversation keeps the words that were heard, to the last one.</summary>
internal sealed class WordsScenario(LatencyOptions options)
{
    private const int UsualCount = 100;
    private const int CutsPerCall = 10;
    private const double WantedShare = 95;

    /// <summary>A word's end may be soft: -56 dBFS.</summary>
    private const double AudibleLevel = 0.0016;

    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CutTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.8);

    private readonly List<WordCut> _cuts = [];
    private readonly List<ListeningQuality> _qualities = [];
    private int _calls;
    private int _unreadable;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = options.Count ?? UsualCount;
        using var agent = new ReadingAgent();
        await using Stage stage = await Stage.SetUpAsync(options, agent);
        while (_cuts.Count + _unreadable < count)
        {
            await CallAsync(stage, agent, Math.Min(CutsPerCall, count - _cuts.Count - _unreadable));
        }

        return Sum();
    }

    private async Task CallAsync(Stage stage, ReadingAgent agent, int wanted)
    {
        ulong seed = options.Seed + (ulong)(100 * _calls++);
        using MeasuredCall call = await stage.CallAsync([], SpokenClips.Rate);
        double after = 0;
        for (int i = 0; i < wanted; i++)
        {
            if (!await call.AudibleAsync(after, Earliest + ((Latest - Earliest) * SeededNoise.Uniform(seed, (ulong)i))))
            {
                Console.WriteLine("the agent did not speak; the rest of this call is left out");
                break;
            }

            after = await call.TellAsync("output_audio_buffer.clear");
            await call.HappensAsync("conversation.item.truncated", after, CutTimeout);
            await call.TalkAsync(Settling);
            await call.TellAsync("response.create");
        }

        JsonElement conversation = await call.ConversationAsync(stage.Http);
        MeasuredRecord record = await call.FinishAsync();
        _qualities.Add(record.Quality);
        Console.WriteLine($"  {record.Quality}");
        Measure(record, agent, conversation);
    }

    private void Measure(MeasuredRecord record, ReadingAgent agent, JsonElement conversation)
    {
        IReadOnlyList<SilentRun> silences = SilentRun.FindAll(record.Heard, (int)(0.3 * MeasuredRecord.Rate), AudibleLevel);
        foreach (MeasuredRecord.Truncation truncation in record.Truncations)
        {
            int settled = (int)(record.Clock.Sample(truncation.At) + (0.4 * MeasuredRecord.Rate));
            SilentRun? silence = silences.Where(s => s.Start <= settled && settled < s.End).Cast<SilentRun?>().FirstOrDefault();
            SpokenAnswer answer = agent.Answers[truncation.ItemId];
            if (silence is null || RenderedEnd.Find(new VoiceListener(answer.Pcm, SpokenAnswer.Rate), record.Heard, silence.Value.Start) is not { } rendered)
            {
                _unreadable++;
                Console.WriteLine($"  the cut at {truncation.AudioEndMs} ms is left out: where the sound ended cannot be read");
                continue;
            }

            _cuts.Add(new WordCut
            {
                AudioEnd = truncation.AudioEndMs,
                Rendered = rendered.TotalMilliseconds,
                Rightly = answer.HeardBy(rendered),
                Kept = Transcript(conversation, truncation.ItemId),
            });
        }
    }

    private static string Transcript(JsonElement conversation, string itemId)
    {
        foreach (JsonElement item in conversation.GetProperty("data").EnumerateArray())
        {
            if (item.GetProperty("item").GetProperty("id").GetString() == itemId)
            {
                return item.GetProperty("transcript").GetString()!.Trim();
            }
        }

        return "";
    }

    private Report Sum()
    {
        var report = new Report(options, _cuts);
        report.Add("|audio_end_ms - rendered|, pauses included", _cuts.Select(c => (double?)Math.Abs(c.AudioEnd - c.Rendered)));
        report.AddJitterBuffer(_qualities);
        foreach (WordCut miss in _cuts.Where(c => !c.IsRight))
        {
            report.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"kept {miss.WordsTooMany:+0;-0} words: \"...{LastWords(miss.Kept)}\" for \"...{LastWords(miss.Rightly)}\"; told {miss.AudioEnd} ms, rendered {miss.Rendered:F1} ms"));
        }

        report.Note($"{_cuts.Count(c => !c.IsRight)} of {_cuts.Count} wrong; {_unreadable} could not be read");
        report.Demand("last word right, per cent", 100.0 * _cuts.Count(c => c.IsRight) / _cuts.Count, WantedShare, atLeast: true);
        return report;
    }

    private static string LastWords(string text) => string.Join(' ', text.Split(' ')[^Math.Min(3, text.Split(' ').Length)..]);
}
