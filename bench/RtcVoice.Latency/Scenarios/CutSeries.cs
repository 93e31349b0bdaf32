using System.Globalization;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>Calls of one kind in which someone cuts in, again and again.</summary>
internal sealed class CutSeries
{
    private const int CutsPerCall = 8;

    /// <summary>How long an answer is.</summary>
    public static readonly TimeSpan AnswerLength = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CutTimeout = TimeSpan.FromSeconds(4);

    /// <summary>By then what was under way has been heard, and reports of it have come.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.8);

    /// <summary>The first line that a process logs takes tens of milliseconds to compile.</summary>
    private static readonly TimeSpan LogDelay = TimeSpan.FromMilliseconds(100);

    private readonly LatencyOptions _options;
    private readonly VoiceListener _listener;
    private readonly short[] _said;
    private readonly List<Cut> _cuts = [];
    private readonly List<ListeningQuality> _heard = [];
    private int _calls;

    /// <summary>Begins a series.</summary>
    /// <param name="options">How its calls are made.</param>
    /// <param name="voice">What the model says.</param>
    public CutSeries(LatencyOptions options, BabbleVoice voice)
    {
        _options = options;
        _listener = new VoiceListener(voice);
        _said = voice.At(MeasuredRecord.Rate);
    }

    /// <summary>What the model says, for all calls to come: <see cref="AnswerLength"/> at a time.</summary>
    public static BabbleVoice Voice { get; } = BabbleVoice.Speak(401, AnswerLength * (CutsPerCall + 1));

    /// <summary>The cuts that could be measured.</summary>
    public IReadOnlyList<Cut> Cuts => _cuts;

    /// <summary>How the calls were heard.</summary>
    public IReadOnlyCollection<ListeningQuality> Heard => _heard;

    /// <summary>How many clips cut nothing.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Makes one more call, towards so many cuts in all.</summary>
    public async Task CallAsync(Stage stage, int count)
    {
        int wanted = Math.Min(CutsPerCall, count - _cuts.Count);
        ulong seed = _options.Seed + (ulong)(100 * _calls++);
        IReadOnlyList<SpokenClip> clips = SpokenClips.Make(wanted, seed);
        using MeasuredCall call = await stage.CallAsync(clips.Select(c => c.Samples), SpokenClips.Rate, _options);
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
                Unanswered++;
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
        double? outputDelay = await call.OutputDelayAsync();
        IReadOnlyList<HandedOn> handedOn = await call.HandedOnAsync();
        MeasuredRecord record = await call.FinishAsync();
        _heard.Add(record.Quality);
        Console.WriteLine($"  {attempts.Count} cuts; {record.Quality}; server's buffer {uplink:F0} ms");
        Measure(record, attempts, call.Downlink, stage.Decisions.Decisions, handedOn, outputDelay);
    }

    private void Measure(MeasuredRecord record, List<Attempt> attempts, DownlinkLog downlink, IReadOnlyList<Decision> decisions, IReadOnlyList<HandedOn> handedOn, double? outputDelay)
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
                OutputDelay = outputDelay,
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
