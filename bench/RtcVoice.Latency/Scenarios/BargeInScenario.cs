using System.Globalization;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>Someone cuts in, again and again: how soon the agent is silent, whether it clicks, and what the server thinks was heard.</summary>
internal sealed class BargeInScenario
{
    private const int UsualCount = 40;
    private const int CutsPerCall = 8;

    private static readonly TimeSpan AnswerLength = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CutTimeout = TimeSpan.FromSeconds(4);

    /// <summary>By then what was under way has been heard, and reports of it have come.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.8);

    /// <summary>The first line that a process logs takes tens of milliseconds to compile.</summary>
    private static readonly TimeSpan LogDelay = TimeSpan.FromMilliseconds(100);

    private readonly LatencyOptions _options;
    private readonly BabbleVoice _voice = BabbleVoice.Speak(401, AnswerLength * (CutsPerCall + 1));
    private readonly VoiceListener _listener;
    private readonly short[] _said;
    private readonly List<Cut> _cuts = [];
    private readonly List<ListeningQuality> _heard = [];
    private int _calls;
    private int _unanswered;

    /// <summary>Prepares the scenario.</summary>
    public BargeInScenario(LatencyOptions options)
    {
        _options = options;
        _listener = new VoiceListener(_voice);
        _said = _voice.At(MeasuredRecord.Rate);
    }

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = _options.Count ?? UsualCount;
        await using var model = new ScriptedModel(_voice, AnswerLength);
        await using Stage stage = await Stage.SetUpAsync(_options, model);
        while (_cuts.Count < count)
        {
            await CallAsync(stage, Math.Min(CutsPerCall, count - _cuts.Count));
        }

        return Sum();
    }

    private async Task CallAsync(Stage stage, int wanted)
    {
        ulong seed = _options.Seed + (ulong)(100 * _calls++);
        IReadOnlyList<SpokenClip> clips = SpokenClips.Make(wanted, seed);
        using MeasuredCall call = await stage.CallAsync(clips.Select(c => c.Samples), SpokenClips.Rate);
        await call.TellAsync("response.create");
        List<Attempt> attempts = [];
        double after = 0;
        for (int i = 0; i < wanted; i++)
        {
            TimeSpan wait = Earliest + ((Latest - Earliest) * SeededNoise.Uniform(seed, (ulong)(1_000 + i)));
            if (!await call.AudibleAsync(after, wait))
            {
                Console.WriteLine("the agent did not speak; the rest of this call is left out");
                break;
            }

            after = await call.NowAsync();
            attempts.Add(_options.ByClear ? new Attempt(null, null, await call.TellAsync("output_audio_buffer.clear")) : new Attempt(clips[i].Name, await call.SayAsync(i), after));
            if (!await call.HappensAsync("conversation.item.truncated", after, CutTimeout))
            {
                // The agent goes on; the next clip cuts in on the same answer.
                _unanswered++;
                attempts.RemoveAt(attempts.Count - 1);
                after = 0;
                continue;
            }

            await call.TalkAsync(Settling);
            if (_options.ByClear)
            {
                await call.TellAsync("response.create");
            }
        }

        double uplink = await call.UplinkDelayAsync(stage.Http);
        IReadOnlyList<HandedOn> handedOn = await call.HandedOnAsync();
        MeasuredRecord record = await call.FinishAsync();
        _heard.Add(record.Quality);
        Console.WriteLine($"  {attempts.Count} cuts; {record.Quality}; server's buffer {uplink:F0} ms");
        Measure(record, attempts, call.Downlink, stage.Decisions.Decisions, handedOn);
    }

    private void Measure(MeasuredRecord record, List<Attempt> attempts, DownlinkLog downlink, IReadOnlyList<Decision> decisions, IReadOnlyList<HandedOn> handedOn)
    {
        IReadOnlyList<SilentRun> silences = SilentRun.FindAll(record.Heard, (int)(0.3 * MeasuredRecord.Rate));
        IReadOnlyList<MeasuredRecord.Truncation> truncations = record.Truncations;
        IReadOnlyList<List<uint>> answers = downlink.Answers();
        for (int i = 0; i < attempts.Count; i++)
        {
            MeasuredRecord.Truncation truncation = truncations.First(t => t.At > attempts[i].PageTime);
            double told = record.Clock.Sample(truncation.At);
            int settled = (int)(told + (0.5 * MeasuredRecord.Rate));
            if (silences.Where(s => s.Start <= settled && settled < s.End).Cast<SilentRun?>().FirstOrDefault() is not { } silence)
            {
                Console.WriteLine($"  cut {i} is left out: the voice is not silent behind it");
                continue;
            }

            double onset = attempts[i].Frame is { } frame ? record.OnsetAt(frame) : record.Clock.Sample(attempts[i].PageTime);
            DateTime onsetAt = record.Clock.ServerTimeOf(onset);
            DateTime silentAt = record.Clock.ServerTimeOf(silence.Start);
            (DateTime? decided, int resumptions) = Decided(decisions, onsetAt, record.Clock.ServerTime(truncation.At));
            DateTime? lastSpeech = downlink.LastSpeech(silentAt - TimeSpan.FromSeconds(1), silentAt);
            TimeSpan? rendered = RenderedEnd.Find(_listener, record.Heard, silence.Start);
            _cuts.Add(new Cut
            {
                Call = _calls,
                Clip = attempts[i].Clip,
                AudioEnd = truncation.AudioEndMs,
                Rendered = rendered?.TotalMilliseconds % AnswerLength.TotalMilliseconds,
                OnsetToSilence = (silence.Start - onset) * 1000 / MeasuredRecord.Rate,
                OnsetToDecision = (decided - onsetAt)?.TotalMilliseconds,
                DecisionToLastPacket = (lastSpeech - decided)?.TotalMilliseconds,
                LastPacketToSilence = (silentAt - lastSpeech)?.TotalMilliseconds,
                FalseResumptions = resumptions,
                Lead = ReportLead.Before(handedOn, record, silence.Start, answers, _listener, AnswerLength),
                Ending = Ending.Of(record.Heard, silence.Start, _said, (int?)(rendered?.TotalSeconds * MeasuredRecord.Rate)),
            });
            Console.WriteLine(Describe(_cuts[^1]));
        }
    }

    // The pause that became the cut, or the cut itself where there was no doubt. The page may learn of it before it is logged.
    private static (DateTime? At, int Resumptions) Decided(IReadOnlyList<Decision> decisions, DateTime onset, DateTime told)
    {
        Decision[] those = [.. decisions.Where(d => d.At >= onset && d.At <= told + LogDelay)];
        int resumed = Array.FindLastIndex(those, d => d.Kind == DecisionKind.Resumed);
        DateTime? at = those[(resumed + 1)..].Cast<Decision?>().FirstOrDefault()?.At;
        return (at, those.Count(d => d.Kind == DecisionKind.Resumed));
    }

    private Report Sum()
    {
        var report = new Report(_options, _cuts);
        string from = _options.ByClear ? "clear sent" : "onset";
        Distribution error = report.Add("|audio_end_ms - rendered|", _cuts.Select(c => c.Error is { } e ? Math.Abs(e) : (double?)null), plotted: true);
        report.Add("audio_end_ms - rendered", _cuts.Select(c => c.Error));
        Distribution silence = report.Add($"{from} -> silence", _cuts.Select(c => (double?)c.OnsetToSilence), plotted: true);
        report.Add($"  {from} -> decision (page, network, detector)", _cuts.Select(c => c.OnsetToDecision));
        report.Add("  decision -> last speech packet (server)", _cuts.Select(c => c.DecisionToLastPacket));
        report.Add("  last speech packet -> silence (jitter buffer)", _cuts.Select(c => c.LastPacketToSilence));
        Distribution decision = report.Add("decision -> silence", _cuts.Select(c => c.DecisionToSilence), plotted: true);
        report.Add("fall of the sound at the end", _cuts.Select(c => (double?)c.Ending.FallMs));
        report.Add("jitter buffer ahead of the recording", _cuts.Select(c => c.Lead));
        if (_options.Reports)
        {
            report.Add("audio_end_ms - what the page could report", _cuts.Select(c => c.Error - c.Lead + _options.DeviceDelay));
        }

        report.AddJitterBuffer(_heard);
        report.Note($"{_unanswered} clips cut nothing; {_cuts.Count(c => c.FalseResumptions > 0)} cuts only after the agent had gone on once");
        report.Note(Ending.Criterion);
        report.Demand("clicks", _cuts.Count(c => c.Ending.IsClick), 0);
        report.Demand("|audio_end_ms - rendered|, p95", error.P95, _options.Reports ? 20 : 40);
        if (_options.Reports)
        {
            report.Demand("|audio_end_ms - rendered|, max", error.Max, 40);
        }

        if (!_options.IsRelayed)
        {
            report.Demand("decision -> silence, p95", decision.P95, 100);
            if (!_options.ByClear)
            {
                report.Demand("onset -> silence, p95", silence.P95, 250);
            }
        }

        return report;
    }

    private static string Describe(Cut cut) => string.Create(
        CultureInfo.InvariantCulture,
        $"  heard {cut.AudioEnd} of {cut.Rendered:F1} ms ({cut.Error:+0.0;-0.0}); silent after {cut.OnsetToSilence:F0} ms = "
        + $"{cut.OnsetToDecision:F0} + {cut.DecisionToLastPacket:F0} + {cut.LastPacketToSilence:F0}; "
        + $"fall {cut.Ending.FallMs:F1} ms, step {cut.Ending.Step:F3} of {cut.Ending.StepBefore:F3}{(cut.Ending.IsClick ? " CLICK" : "")}; lead {cut.Lead:F0} ms; {cut.Clip}");

    /// <summary>A cut that was tried.</summary>
    /// <param name="Clip">What the person says; null where the client cuts.</param>
    /// <param name="Frame">Where the person's clip begins, on the context's clock; null where the client cuts.</param>
    /// <param name="PageTime">When it was asked for: with no clip, the moment itself.</param>
    private sealed record Attempt(string? Clip, long? Frame, double PageTime);
}
