using RtcVoice.Latency.Calls;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>
/// How far the jitter buffer, by which a page reports, is ahead of what is recorded: the codec's own delay, and what the
/// audio context holds.
/// </summary>
internal static class ReportLead
{
    private const double FramesPerMillisecond = 48;
    private const double PacketMilliseconds = 20;

    /// <summary>How much of the recording is listened to around each moment.</summary>
    private const int Slice = MeasuredRecord.Rate * 400 / 1000;

    /// <summary>How far before the end of the sound moments are looked at, in samples.</summary>
    private const int Reach = MeasuredRecord.Rate * 1300 / 1000;

    /// <summary>The lead shortly before the sound ended, in ms: the median of some moments; null where none can be read.</summary>
    /// <param name="handedOn">What left the jitter buffer when.</param>
    /// <param name="record">What was rendered.</param>
    /// <param name="silence">The first sample behind the sound.</param>
    /// <param name="answers">The packets of each answer.</param>
    /// <param name="listener">Knows the voice.</param>
    /// <param name="answerLength">How much of the voice each answer has.</param>
    public static double? Before(
        IReadOnlyList<HandedOn> handedOn, MeasuredRecord record, int silence, IReadOnlyList<List<uint>> answers, VoiceListener listener, TimeSpan answerLength)
    {
        List<double> leads = [];
        foreach (HandedOn moment in handedOn)
        {
            int sample = (int)record.Clock.Sample(moment.At);
            int answer = answers.ToList().FindIndex(packets => packets.Contains(moment.Rtp));
            if (answer < 0 || sample < silence - Reach || sample < Slice / 2 || sample + (Slice / 2) > silence)
            {
                continue;
            }

            HearingReport heard = listener.Listen(record.Heard.AsSpan(sample - (Slice / 2), Slice), MeasuredRecord.Rate);
            if (heard.At(TimeSpan.FromSeconds(Slice / 2.0 / MeasuredRecord.Rate)) is { } stretch)
            {
                double reported = (answer * answerLength.TotalMilliseconds) + (answers[answer].IndexOf(moment.Rtp) * PacketMilliseconds);
                leads.Add(reported - (stretch.Offset * 1000) - (Slice / 2 / FramesPerMillisecond));
            }
        }

        leads.Sort();
        return leads.Count == 0 ? null : leads[leads.Count / 2];
    }
}
