using System.Globalization;
using RtcVoice.BrowserKit.Agents;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>Short noises while the agent speaks: it may pause for them, but says all that it had to say, and in order.</summary>
internal sealed class CoughScenario(LatencyOptions options)
{
    private const int UsualCount = 20;
    private const int CoughsPerCall = 10;

    /// <summary>A jitter buffer moves by a period of the voice at a time, a pause is read to 25 ms: what is left out at once is no longer, in ms.</summary>
    private const double GreatestStep = 80;

    /// <summary>The longest gap that a cough may make, in ms.</summary>
    private const double LongestGap = 600;

    private static readonly TimeSpan AnswerLength = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Wander = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Within this time a gap belongs to the cough before it.</summary>
    private const double Reach = 1.2;

    private readonly BabbleVoice _voice = BabbleVoice.Speak(501, AnswerLength);
    private readonly List<Cough> _coughs = [];
    private readonly List<HearingReport> _heard = [];
    private readonly List<ListeningQuality> _qualities = [];
    private int _calls;
    private int _cut;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = options.Count ?? UsualCount;
        await using Stage stage = await Stage.SetUpAsync(options, new ScriptedAgent(_voice, new AgentScript { Answers = [AnswerLength] }));
        while (_coughs.Count + _cut < count)
        {
            await CallAsync(stage, Math.Min(CoughsPerCall, count - _coughs.Count - _cut));
        }

        return Sum(stage.Decisions.Decisions.Count(d => d.Kind == DecisionKind.Paused));
    }

    private async Task CallAsync(Stage stage, int wanted)
    {
        ulong seed = options.Seed + (ulong)(100 * _calls++);
        using MeasuredCall call = await stage.CallAsync(CoughSounds.Make(seed), CoughSounds.Rate);
        await call.AudibleAsync(0, TimeSpan.FromSeconds(2));
        List<(int Sound, long Frame)> said = [];
        bool wasCut = false;
        for (int i = 0; i < wanted && !wasCut; i++)
        {
            int sound = (_coughs.Count + i) % CoughSounds.Names.Count;
            said.Add((sound, await call.SayAsync(sound)));
            await call.TalkAsync(Pause + (Wander * SeededNoise.Uniform(seed, (ulong)i)));
            wasCut = await call.HappensAsync("conversation.item.truncated", 0, TimeSpan.Zero);
        }

        if (!wasCut)
        {
            await call.HappensAsync("output_audio_buffer.stopped", 0, EndTimeout);
            await call.TalkAsync(TimeSpan.FromSeconds(0.5));
        }

        MeasuredRecord record = await call.FinishAsync();
        _qualities.Add(record.Quality);
        HearingReport heard = new VoiceListener(_voice).Listen(record.Heard, MeasuredRecord.Rate);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {record.Quality}\n  heard to {heard.VoiceEnd.TotalSeconds:F2} s, missing {heard.Missing.TotalMilliseconds:F0} ms, repeated {heard.Repeated.TotalMilliseconds:F0} ms"));
        if (wasCut)
        {
            // What came before the cut is measured as well; the answer cannot be whole.
            _cut++;
            Console.WriteLine($"  the {CoughSounds.Names[said[^1].Sound]} was taken for a turn");
            said.RemoveAt(said.Count - 1);
        }
        else
        {
            _heard.Add(heard);
        }

        IReadOnlyList<SilentRun> silences = SilentRun.FindAll(record.Heard, MeasuredRecord.Rate / 50);
        _coughs.AddRange(said.Select(s => Measure(s.Sound, record.SampleAt(s.Frame), silences, heard)));
    }

    private static Cough Measure(int sound, int onset, IReadOnlyList<SilentRun> silences, HearingReport heard)
    {
        SilentRun gap = silences
            .Where(s => s.Start >= onset && s.Start < onset + (Reach * MeasuredRecord.Rate))
            .OrderByDescending(s => s.Length)
            .FirstOrDefault();
        double end = (double)gap.End / MeasuredRecord.Rate;
        double jump = gap.Length == 0 ? 0 : heard.Stretches.FirstOrDefault(s => s.RecordingStart > end - 0.05).Jump;
        return new Cough(CoughSounds.Names[sound], gap.Length * 1000.0 / MeasuredRecord.Rate, -jump * 1000);
    }

    private Report Sum(int pauses)
    {
        var report = new Report(options, _coughs);
        Cough[] paused = [.. _coughs.Where(c => c.Paused)];
        Distribution gaps = report.Add("gap at a cough that paused the voice", paused.Select(c => (double?)c.Gap));
        report.Add("said twice behind it", paused.Select(c => (double?)c.Repeated));
        Distribution steps = report.Add("left out of an answer at once, most", _heard.Select(h => (double?)(1000 * h.Stretches.Select(s => s.Jump).DefaultIfEmpty().Max())));
        report.Add("left out of an answer, with all that was squeezed", _heard.Select(h => (double?)h.Missing.TotalMilliseconds));
        foreach (IGrouping<string, Cough> sounds in _coughs.GroupBy(c => c.Sound))
        {
            report.Note($"{sounds.Key}: {sounds.Count(c => c.Paused)} of {sounds.Count()} paused the voice");
        }

        report.Note($"gaps: {string.Join(", ", paused.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Gap:F0} ({c.Repeated:F0} twice)")))} ms");
        report.AddJitterBuffer(_qualities);
        report.Note($"{pauses} pauses by the server's log");
        report.Demand("coughs taken for a turn", _cut, 0);
        report.Demand("answers not heard to their end", _heard.Count(h => h.VoiceEnd < AnswerLength - TimeSpan.FromMilliseconds(50)), 0);
        report.Demand("left out of an answer at once, most", steps.Max, GreatestStep);
        if (paused.Length > 0)
        {
            report.Demand("gap, longest", gaps.Max, LongestGap);
        }

        return report;
    }
}
