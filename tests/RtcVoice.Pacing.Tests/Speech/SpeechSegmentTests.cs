using RtcVoice.Audio.Resampling;
using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

public class SpeechSegmentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase(8_000)]
    [TestCase(16_000)]
    [TestCase(24_000)]
    [TestCase(44_100)]
    [TestCase(48_000)]
    public async Task Every_rate_is_spoken_as_the_resampler_converts_it_however_it_is_chopped(int rate)
    {
        using var rig = new SpeechRig();
        short[] pcm = [.. Enumerable.Range(0, rate / 2).Select(i => (short)(4_000 * Math.Sin(2 * Math.PI * 300 * i / rate) * Math.Min(1, i / 500.0)))];
        SpeechSegment segment = rig.Speech.Begin();
        var chance = new Random(rate);
        for (int at = 0; at < pcm.Length;)
        {
            int take = Math.Min(chance.Next(1, 3_000), pcm.Length - at);
            Assert.That(await segment.WriteAsync(pcm.AsMemory(at, take), rate), Is.True);
            at += take;
        }

        segment.Complete();
        var resampler = new Resampler(rate, 48_000);
        short[] expected = new short[24_000];
        int count = resampler.Process(pcm, expected);
        count += resampler.Flush(expected.AsSpan(count));
        Assert.That(count, Is.EqualTo(24_000));
        rig.Run(900);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(24_000));
        long start = rig.DeparturesOf(segment.Id).First().MediaTime;
        Assert.That(rig.Listen().AsSpan((int)start, 24_000 - 120).ToArray(), Is.EqualTo(expected[..^120]));
    }

    [Test]
    public async Task The_rate_may_change_within_a_segment()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        await segment.WriteAsync(new short[2_400], 24_000);
        await segment.WriteAsync(new short[1_600], 16_000);
        await segment.WriteAsync(new short[4_800], 48_000);
        segment.Complete();
        rig.Run(600);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(3 * 4_800));
    }

    [Test]
    public async Task A_full_buffer_makes_the_writer_wait_and_loses_nothing()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxBuffered = TimeSpan.FromSeconds(1) });
        SpeechSegment segment = rig.Speech.Begin();
        short[] pcm = [.. Enumerable.Range(0, 3 * 48_000).Select(i => (short)(3_000 * Math.Sin(i / 60.0)))];
        Task<bool> write = segment.WriteAsync(pcm, 48_000).AsTask();
        Assert.That(write.IsCompleted, Is.False);
        Assert.That(rig.Speech.Statistics.Buffered, Is.EqualTo(TimeSpan.Zero), "the worker has not looked yet");
        while (!write.IsCompleted)
        {
            rig.Run(10);
            Assert.That(rig.Speech.Statistics.Buffered, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(1)));
            Thread.Yield();
        }

        Assert.That(await write, Is.True);
        segment.Complete();
        rig.Run(1_500);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        long start = rig.DeparturesOf(segment.Id).First().MediaTime;
        short[] heard = rig.Listen();
        if (rig.Speech.Statistics.Underruns == 0)
        {
            Assert.That(heard.AsSpan((int)start, pcm.Length - 120).ToArray(), Is.EqualTo(pcm[..^120]));
        }

        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(pcm.Length));
    }

    [Test]
    public async Task A_cut_lets_a_waiting_writer_go()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxBuffered = TimeSpan.FromSeconds(1) });
        SpeechSegment segment = rig.Speech.Begin();
        Task<bool> write = segment.WriteAsync(new short[96_000], 48_000).AsTask();
        rig.Run(50);
        rig.Speech.Cut(rig.Now);
        Assert.That(await write.WaitAsync(Patience), Is.False);
    }

    [Test]
    public async Task The_end_of_the_call_lets_a_waiting_writer_go_and_opens_no_more_segments()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxBuffered = TimeSpan.FromSeconds(1) });
        SpeechSegment segment = rig.Speech.Begin();
        Task<bool> write = segment.WriteAsync(new short[96_000], 48_000).AsTask();
        await Remove(rig);
        rig.Speech.Dispose();
        Assert.That(await write.WaitAsync(Patience), Is.False);
        Assert.That(segment.IsCancelled);
        Assert.That(rig.Speech.Begin, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_writer_stops_waiting_when_its_token_says_so_and_what_was_taken_stays()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxBuffered = TimeSpan.FromSeconds(1) });
        SpeechSegment segment = rig.Speech.Begin();
        using var stop = new CancellationTokenSource();
        Task<bool> write = segment.WriteAsync(new short[96_000], 48_000, stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.That(async () => await write.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
        segment.Complete();
        rig.Run(1_500);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(48_000));
    }

    [Test]
    public async Task Two_writes_at_once_and_writes_behind_the_end_are_refused()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxBuffered = TimeSpan.FromSeconds(1) });
        SpeechSegment segment = rig.Speech.Begin();
        Task<bool> write = segment.WriteAsync(new short[96_000], 48_000).AsTask();
        Assert.That(async () => await segment.WriteAsync(new short[10], 48_000), Throws.InvalidOperationException);
        Assert.That(segment.Complete, Throws.InvalidOperationException);
        while (!write.IsCompleted)
        {
            rig.Run(10);
            Thread.Yield();
        }

        await write;
        segment.Complete();
        segment.Complete();
        Assert.That(async () => await segment.WriteAsync(new short[10], 48_000), Throws.InvalidOperationException);
    }

    [TestCase(7_999)]
    [TestCase(48_001)]
    public void A_rate_out_of_range_is_refused(int rate)
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        Assert.That(async () => await segment.WriteAsync(new short[10], rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Segments_waiting_at_once_are_bounded()
    {
        using var rig = new SpeechRig(new SpeechOutOptions { MaxSegments = 2 });
        SpeechSegment first = rig.Speech.Begin();
        rig.Speech.Begin();
        Assert.That(rig.Speech.Begin, Throws.InvalidOperationException);
        first.Complete();
        rig.Run(20);
        rig.Speech.Begin();
    }

    [Test]
    public void The_worker_is_woken_once_for_what_it_waits_for_and_not_while_it_has_enough()
    {
        using var rig = new SpeechRig();
        rig.Work();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 20);
        rig.Write(segment, 20);
        Assert.That(rig.Wakes, Is.EqualTo(1));
        rig.Work();
        rig.Write(segment, 400);
        Assert.That(rig.Wakes, Is.EqualTo(2));
        rig.Work();
        rig.Write(segment, 100);
        Assert.That(rig.Wakes, Is.EqualTo(2));
    }

    private static async Task Remove(SpeechRig rig)
    {
        Task removal = rig.Engine.RemoveAsync(rig.Call);
        rig.Run(50);
        await removal.WaitAsync(Patience);
    }
}
