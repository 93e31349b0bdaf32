using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>Sources as agents have them: how often they are held, and what that costs.</summary>
public class RealTimeSourceTests
{
    [Test]
    public void A_source_in_real_time_is_held_once_at_most_until_it_is_known([Values(10, 20, 40, 60, 80, 100, 200, 400)] int chunk, [Values(1, 4, 10)] int tick)
    {
        using var rig = new SpeechRig(tick: tick);
        for (int k = 0; k < 3; k++)
        {
            SpeechSegment segment = rig.Speech.Begin();
            for (int i = 0; i < 5_000; i += chunk)
            {
                rig.Write(segment, chunk);
                rig.Run(chunk);
            }

            segment.Complete();
            rig.Run(500 + k);
        }

        Assert.That(rig.Speech.Statistics.Underruns, Is.LessThanOrEqualTo(1));
        int frames = rig.Departures.Count(d => d.Tag.Samples > 0);
        TestContext.Out.WriteLine($"{rig.Speech.Statistics}, {frames} frames");
        Assert.That(rig.Speech.Statistics.FramesEncoded, Is.LessThanOrEqualTo(2.1 * frames));
        rig.Verify();
    }

    [TestCase(100, 1.3, 80)]
    [TestCase(100, 4, 30)]
    [TestCase(200, 4, 50)]
    [TestCase(300, 4, 80)]
    public void A_source_that_stalls_again_and_again_is_held_seldom_and_starts_soon(int stall, double speed, int meanStart)
    {
        // 100 to 400 ms at a time, a stall behind every fifth: the source of the baselines.
        using var rig = new SpeechRig();
        var chance = new Random(20261122);
        long known = 0;
        var starts = new List<double>();
        for (int k = 0; k < 12; k++)
        {
            if (k == 3)
            {
                known = rig.Speech.Statistics.Underruns;
            }

            SpeechSegment segment = rig.Speech.Begin();
            RtcVoice.Timing.Instant first = rig.Now;
            double behind = 0;
            for (int at = 0; at < 6_000;)
            {
                int chunk = chance.Next(100, 400);
                rig.Write(segment, chunk);
                at += chunk;
                behind += chunk / speed;
                bool stalls = chance.Next(5) == 0;
                rig.Run((int)behind + (stalls ? stall : 0));
                behind -= (int)behind;
            }

            segment.Complete();
            Assert.That(rig.RunUntil(() => rig.Speech.State == SpeechOutState.Idle && !rig.Speech.IsSpeaking, 30_000));
            rig.Run(500);
            starts.Add((rig.Events.First(e => e.Segment == segment.Id).At - first).TotalMilliseconds);
        }

        Assert.That(rig.Speech.Statistics.Underruns - known, Is.LessThanOrEqualTo(2), "in nine answers of 6 s");
        Assert.That(starts.Skip(3).Average(), Is.LessThanOrEqualTo(meanStart), "milliseconds from the first write to the first departure");
        rig.Verify();
    }
}
