using System.Globalization;
using System.Text.Json;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>
/// A person speaks, the agent answers, the person cuts in, and so on: how soon the answer is heard behind the person's last
/// sample, and how soon the agent is silent behind the first. Both are told by the sound, so that any server can be asked.
/// </summary>
internal sealed class VoiceToVoiceScenario(LatencyOptions options)
{
    private const int UsualCount = 40;
    private const int TurnsPerCall = 8;

    private static readonly TimeSpan AnswerLength = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.7);

    /// <summary>From the call for a clip to its first sample, at most.</summary>
    private static readonly TimeSpan Begins = TimeSpan.FromSeconds(0.15);

    private readonly List<Turn> _turns = [];
    private readonly List<ListeningQuality> _heard = [];
    private readonly HashSet<string> _detectors = [];
    private int _calls;
    private int _unanswered;
    private int _unreadable;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = options.Count ?? UsualCount;
        await using var model = new ScriptedModel(BabbleVoice.Speak(701, AnswerLength * 2), AnswerLength);
        await using Stage stage = await Stage.SetUpAsync(options, model);
        for (int left = count; left > 0; left -= TurnsPerCall)
        {
            await CallAsync(stage, model, Math.Min(TurnsPerCall, left));
        }

        return Sum();
    }

    private async Task CallAsync(Stage stage, ScriptedModel model, int wanted)
    {
        ulong seed = options.Seed + (ulong)(100 * _calls++);
        IReadOnlyList<SpokenClip> clips = SpokenClips.Make(wanted, seed);
        using MeasuredCall call = await stage.CallAsync(clips.Select(c => c.Samples), SpokenClips.Rate);
        await call.TalkAsync(Settling);
        List<long> frames = [];
        for (int i = 0; i < wanted; i++)
        {
            double end = await call.NowAsync() + Begins.TotalMilliseconds + (clips[i].Samples.Length * 1000.0 / SpokenClips.Rate);
            frames.Add(await call.SayAsync(i));
            if (!await call.SoundsAsync(end, Earliest + ((Latest - Earliest) * SeededNoise.Uniform(seed, (ulong)(2_000 + i)))))
            {
                Console.WriteLine($"  nothing is heard behind clip {i}");
            }
        }

        MeasuredRecord record = await call.FinishAsync();
        _heard.Add(record.Quality);
        _detectors.Add(record.Detector.ValueKind == JsonValueKind.Undefined ? "not told" : record.Detector.GetRawText());
        Console.WriteLine($"  {record.Quality}");
        IReadOnlyList<SilentRun> silences = SilentRun.FindAll(record.Heard, MeasuredRecord.Rate / 10);
        for (int i = 0; i < wanted; i++)
        {
            Measure(record, call.Downlink, model, silences, clips[i], frames[i]);
        }
    }

    private void Measure(MeasuredRecord record, DownlinkLog downlink, ScriptedModel model, IReadOnlyList<SilentRun> silences, SpokenClip clip, long frame)
    {
        int onset = record.OnsetAt(frame);
        int end = record.EndOf(frame, clip.Samples.Length * (MeasuredRecord.Rate / SpokenClips.Rate));
        if (Around(silences, end) is not { } silence)
        {
            _unreadable++;
            Console.WriteLine("  the agent was not silent when the person had spoken: left out");
            return;
        }

        if (silence.End == record.Heard.Length)
        {
            _unanswered++;
            return;
        }

        double endTime = record.Clock.PageTime(end);
        DateTime endAt = record.Clock.ServerTime(endTime);
        DateTime voiceAt = record.Clock.ServerTimeOf(silence.End);
        ModelAnswer? answer = model.Answers.Where(a => a.Asked > endAt && a.Asked < voiceAt).Cast<ModelAnswer?>().LastOrDefault();
        DateTime? packet = answer is { } made ? downlink.FirstSpeech(made.FirstDelta, voiceAt) : null;
        _turns.Add(new Turn
        {
            Call = _calls,
            Clip = clip.Name,
            VoiceToVoice = (silence.End - end) * 1000.0 / MeasuredRecord.Rate,
            DetectorSilence = record.DetectorSilence,
            EndToTold = record.EventBetween("input_audio_buffer.speech_stopped", endTime, record.Clock.PageTime(silence.End)) - endTime,
            EndToAsked = (answer?.Asked - endAt)?.TotalMilliseconds,
            AskedToDelta = (answer?.FirstDelta - answer?.Asked)?.TotalMilliseconds,
            DeltaToPacket = (packet - answer?.FirstDelta)?.TotalMilliseconds,
            PacketToVoice = (voiceAt - packet)?.TotalMilliseconds,
            OnsetToSilence = Around(silences, onset) is null ? (silence.Start - onset) * 1000.0 / MeasuredRecord.Rate : null,
        });
        Turn turn = _turns[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  answered after {turn.VoiceToVoice:F0} ms = {turn.EndToAsked:F0} + {turn.AskedToDelta:F0} + {turn.DeltaToPacket:F0} + {turn.PacketToVoice:F0} (told after {turn.EndToTold:F0}); silent after {turn.OnsetToSilence:F0} ms; {turn.Clip}"));
    }

    private static SilentRun? Around(IReadOnlyList<SilentRun> silences, int sample) =>
        silences.Where(s => s.Start <= sample && sample < s.End).Cast<SilentRun?>().FirstOrDefault();

    private Report Sum()
    {
        var report = new Report(options, _turns);
        report.Add("voice to voice", _turns.Select(t => (double?)t.VoiceToVoice), plotted: true);
        report.Add("  less the silence that the detector waits for", _turns.Select(t => t.VoiceToVoice - t.DetectorSilence), plotted: true);
        report.Add("  end of speech -> speech_stopped at the page", _turns.Select(t => t.EndToTold), plotted: true);
        report.Add("  speech_stopped -> first audible sample", _turns.Select(t => t.ToldToVoice), plotted: true);
        if (options.Server is null)
        {
            report.Add("  end of speech -> the model is asked", _turns.Select(t => t.EndToAsked));
            report.Add("  the model is asked -> its first delta", _turns.Select(t => t.AskedToDelta));
            report.Add("  first delta -> first speech packet (server)", _turns.Select(t => t.DeltaToPacket));
            report.Add("  that packet -> first audible sample", _turns.Select(t => t.PacketToVoice));
        }

        Distribution silence = report.Add("onset -> silence", _turns.Select(t => t.OnsetToSilence), plotted: true);
        report.AddJitterBuffer(_heard);
        report.Note($"the detector of turns: {string.Join("; ", _detectors)}");
        report.Note($"{_unanswered} clips were not answered; behind {_unreadable} the agent was not silent");
        report.Demand("clips that were not answered", _unanswered + _unreadable, 0);
        if (options is { Server: null, IsRelayed: false })
        {
            report.Demand("onset -> silence, p95", silence.P95, 250);
        }

        return report;
    }
}
