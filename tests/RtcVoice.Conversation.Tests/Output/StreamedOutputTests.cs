using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Output;

/// <summary>Speech for a client that plays it by itself.</summary>
public sealed class StreamedOutputTests
{
    private const int Rate = AudioFormat.PcmRate;

    private StreamListener _listener = null!;

    [SetUp]
    public void Listen() => _listener = new StreamListener();

    [TearDown]
    public void Stop() => _listener.Output.Dispose();

    [Test]
    public async Task A_speech_starts_at_once_with_a_head_start_and_goes_on_half_faster_than_it_is_heard()
    {
        short[] pcm = Ramp(seconds: 6);
        await SayAsync(pcm);
        _listener.Run(TimeSpan.FromMilliseconds(10));
        Assert.That(_listener.Pieces.Sum(p => p.Samples), Is.EqualTo(Rate / 5), "the head start of 200 ms");
        _listener.Run(TimeSpan.FromSeconds(2));
        Assert.That(_listener.Pieces.Sum(p => p.Samples) / (double)Rate, Is.EqualTo(0.2 + 3).Within(0.11), "two seconds later");
        _listener.Run(TimeSpan.FromSeconds(3));
        Assert.That(_listener.Pieces.Sum(p => p.Samples), Is.EqualTo(pcm.Length));
        Assert.That(_listener.Pieces.Select(p => p.Samples), Is.All.InRange(1, Rate / 5));
        Assert.That(_listener.Events.Select(e => e.Kind).Distinct(), Is.EqualTo(new[] { OutputEventKind.Started, OutputEventKind.Audio, OutputEventKind.Finished }));
    }

    [Test]
    public async Task Speeches_follow_each_other_in_the_order_they_were_begun_and_lose_nothing([Values(1, 2, 3, 4, 5)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var said = new List<(IOutputSpeech Speech, short[] Pcm)>();
        for (int i = 0; i < 4; i++)
        {
            said.Add((_listener.Output.Begin(), Ramp(random.NextDouble() * 4)));
        }

        // Written last first, in bursts, while time passes: what counts is when they were begun.
        foreach ((IOutputSpeech speech, short[] pcm) in Enumerable.Reverse(said))
        {
            for (int i = 0; i < pcm.Length;)
            {
                int take = Math.Min(pcm.Length - i, random.Next(1, Rate));
                Assert.That(await speech.WriteAsync(pcm.AsMemory(i, take), Rate, CancellationToken.None));
                i += take;
                _listener.Run(TimeSpan.FromMilliseconds(random.Next(0, 400)));
                _listener.HasRoom = random.Next(4) > 0;
            }

            speech.Complete();
        }

        _listener.HasRoom = true;
        _listener.Run(TimeSpan.FromSeconds(20));
        Assert.That(_listener.Events.Select(e => e.Speech), Is.Ordered);
        foreach ((IOutputSpeech speech, short[] pcm) in said)
        {
            Assert.That(_listener.SoundOf(speech), Is.EqualTo(pcm));
            OutputEventKind[] kinds = [.. _listener.Events.Where(e => e.Speech == speech.Id).Select(e => e.Kind)];
            Assert.That(kinds[^1], Is.EqualTo(OutputEventKind.Finished));
            Assert.That(kinds.Count(k => k == OutputEventKind.Started), Is.EqualTo(pcm.Length > 0 ? 1 : 0));
        }

        AssertRate();
    }

    [Test]
    public async Task Within_any_time_no_more_leaves_than_one_and_a_half_of_it_and_the_head_start([Values(11, 12, 13)] int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++)
        {
            IOutputSpeech speech = _listener.Output.Begin();
            await speech.WriteAsync(Ramp(random.NextDouble() * 2), Rate, CancellationToken.None);
            _listener.Run(TimeSpan.FromMilliseconds(random.Next(0, 1500)));
            await speech.WriteAsync(Ramp(random.NextDouble() / 10), Rate, CancellationToken.None);
            speech.Complete();
            if (random.Next(5) == 0)
            {
                _listener.Output.Cut(_listener.Now);
            }
        }

        _listener.Run(TimeSpan.FromSeconds(30));
        AssertRate();
    }

    [Test]
    public void An_empty_speech_finishes_without_having_started()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        _listener.Run(TimeSpan.FromMilliseconds(50));
        Assert.That(_listener.Events, Is.Empty);
        speech.Complete();
        _listener.Run(TimeSpan.FromMilliseconds(10));
        Assert.That(_listener.Events.Select(e => (e.Kind, e.Speech)), Is.EqualTo(new[] { (OutputEventKind.Finished, speech.Id) }));
    }

    [TestCase(8_000)]
    [TestCase(16_000)]
    [TestCase(22_050)]
    [TestCase(24_000)]
    [TestCase(44_100)]
    [TestCase(48_000)]
    public async Task Sound_of_any_rate_comes_out_as_if_it_had_been_converted_in_one_piece(int rate)
    {
        short[] pcm = [.. Enumerable.Range(0, rate).Select(i => (short)(9000 * Math.Sin(2 * Math.PI * 440 * i / rate)))];
        var whole = new Resampler(rate, Rate);
        short[] expected = new short[Rate + 1];
        int length = whole.Process(pcm, expected);
        length += whole.Flush(expected.AsSpan(length));

        IOutputSpeech speech = _listener.Output.Begin();
        var random = new Random(rate);
        for (int i = 0; i < pcm.Length;)
        {
            int take = Math.Min(pcm.Length - i, random.Next(1, 700));
            await speech.WriteAsync(pcm.AsMemory(i, take), rate, CancellationToken.None);
            i += take;
        }

        speech.Complete();
        _listener.Run(TimeSpan.FromSeconds(2));
        Assert.That(_listener.SoundOf(speech), Is.EqualTo(expected[..length]));
    }

    [Test]
    public async Task A_rate_may_change_in_the_middle_of_a_speech()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        await speech.WriteAsync(new short[16_000], 16_000, CancellationToken.None);
        await speech.WriteAsync(new short[48_000], 48_000, CancellationToken.None);
        speech.Complete();
        _listener.Run(TimeSpan.FromSeconds(3));
        Assert.That(_listener.SoundOf(speech), Has.Length.EqualTo(2 * Rate));
    }

    [TestCase(7_999)]
    [TestCase(48_001)]
    public void A_rate_that_is_no_voice_is_refused(int rate)
    {
        IOutputSpeech speech = _listener.Output.Begin();
        Assert.That(
            async () => await speech.WriteAsync(new short[10], rate, CancellationToken.None), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task An_agent_that_speaks_no_faster_than_one_hears_is_heard_without_waiting_for_whole_pieces()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        for (int i = 0; i < 50; i++)
        {
            await speech.WriteAsync(new short[Rate / 50], Rate, CancellationToken.None);
            _listener.Run(TimeSpan.FromMilliseconds(20));
            int missing = ((i + 1) * Rate / 50) - _listener.Pieces.Sum(p => p.Samples);
            Assert.That(missing, Is.LessThanOrEqualTo(3 * Rate / 50), "60 ms");
        }
    }

    [Test]
    public async Task A_writer_that_is_a_minute_ahead_waits_until_something_has_left()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        Task<bool> writing = speech.WriteAsync(Ramp(seconds: 62), Rate, CancellationToken.None).AsTask();
        Assert.That(writing.IsCompleted, Is.False);
        _listener.Run(TimeSpan.FromSeconds(3));
        Assert.That(await writing.WithinPatienceAsync());
    }

    [Test]
    public void A_writer_that_waits_can_be_called_off()
    {
        using var calledOff = new CancellationTokenSource();
        IOutputSpeech speech = _listener.Output.Begin();
        Task<bool> writing = speech.WriteAsync(Ramp(seconds: 62), Rate, calledOff.Token).AsTask();
        calledOff.Cancel();
        Assert.That(async () => await writing.WithinPatienceAsync(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_cut_says_how_much_has_left_and_nothing_leaves_behind_it()
    {
        IOutputSpeech first = await SayAsync(Ramp(seconds: 10));
        IOutputSpeech second = await SayAsync(Ramp(seconds: 1));
        _listener.Run(TimeSpan.FromSeconds(1));
        OutputCut cut = _listener.Output.Cut(_listener.Now);
        int sent = _listener.Pieces.Sum(p => p.Samples);
        Assert.That(cut, Is.EqualTo(new OutputCut(first.Id, TimeSpan.FromSeconds((double)sent / Rate))));
        Assert.That(cut.Sent.TotalSeconds, Is.EqualTo(1.7).Within(0.11));
        Assert.That(first.Cancelled.IsCancellationRequested && second.Cancelled.IsCancellationRequested);
        int before = _listener.Events.Count;
        _listener.Run(TimeSpan.FromSeconds(1));
        Assert.That(_listener.Events, Has.Count.EqualTo(before));

        IOutputSpeech next = await SayAsync(Ramp(seconds: 1));
        _listener.Run(TimeSpan.FromSeconds(1));
        Assert.That(_listener.SoundOf(next), Has.Length.EqualTo(Rate), "what is begun behind the cut is heard");
    }

    [Test]
    public async Task A_cut_of_what_has_not_started_cuts_nothing_in_its_course()
    {
        _listener.HasRoom = false;
        IOutputSpeech speech = await SayAsync(Ramp(seconds: 1));
        _listener.Run(TimeSpan.FromSeconds(1));
        Assert.That(_listener.Output.Cut(_listener.Now), Is.EqualTo(default(OutputCut)));
        Assert.That(speech.Cancelled.IsCancellationRequested);
        Assert.That(_listener.Events, Is.Empty);
    }

    [Test]
    public async Task A_cut_lets_a_writer_go_that_waits_and_takes_nothing_more_of_it()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        Task<bool> writing = speech.WriteAsync(Ramp(seconds: 62), Rate, CancellationToken.None).AsTask();
        _listener.Output.Cut(_listener.Now);
        Assert.That(await writing.WithinPatienceAsync(), Is.False);
        Assert.That(await speech.WriteAsync(new short[100], Rate, CancellationToken.None), Is.False);
        Assert.DoesNotThrow(speech.Complete);
    }

    [Test]
    public async Task Whoever_waits_for_a_cut_is_told_on_a_thread_of_its_own()
    {
        IOutputSpeech speech = await SayAsync(Ramp(seconds: 1));
        int here = Environment.CurrentManagedThreadId;
        var told = new TaskCompletionSource<int>();
        using var held = new ManualResetEventSlim();
        speech.Cancelled.Register(() =>
        {
            // A callback that does not return must not hold up the worker.
            held.Wait();
            told.SetResult(Environment.CurrentManagedThreadId);
        });
        _listener.Output.Cut(_listener.Now);
        held.Set();
        Assert.That(await told.Task.WithinPatienceAsync(), Is.Not.EqualTo(here));
    }

    [Test]
    public async Task Nothing_leaves_while_the_connection_is_full_and_no_burst_makes_up_for_it()
    {
        IOutputSpeech speech = await SayAsync(Ramp(seconds: 5));
        _listener.Run(TimeSpan.FromMilliseconds(500));
        _listener.HasRoom = false;
        int before = _listener.Events.Count;
        _listener.Run(TimeSpan.FromSeconds(2));
        Assert.That(_listener.Events, Has.Count.EqualTo(before));
        _listener.HasRoom = true;
        _listener.Run(TimeSpan.FromSeconds(5));
        Assert.That(_listener.SoundOf(speech), Is.EqualTo(Ramp(seconds: 5)));
        AssertRate();
    }

    [Test]
    public void Only_so_many_speeches_wait_at_once()
    {
        for (int i = 0; i < 32; i++)
        {
            _listener.Output.Begin();
        }

        Assert.That(() => _listener.Output.Begin(), Throws.InvalidOperationException);
        _listener.Output.Cut(_listener.Now);
        Assert.DoesNotThrow(() => _listener.Output.Begin());
    }

    [Test]
    public void The_end_cancels_what_is_being_said_and_lets_nothing_more_be_begun()
    {
        IOutputSpeech speech = _listener.Output.Begin();
        _listener.Output.Dispose();
        Assert.That(speech.Cancelled.IsCancellationRequested);
        Assert.That(() => _listener.Output.Begin(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_speech_that_is_complete_takes_no_more()
    {
        IOutputSpeech speech = await SayAsync(Ramp(seconds: 1));
        Assert.DoesNotThrow(speech.Complete, "a second time");
        Assert.That(async () => await speech.WriteAsync(new short[10], Rate, CancellationToken.None), Throws.InvalidOperationException);
    }

    private async Task<IOutputSpeech> SayAsync(short[] pcm)
    {
        IOutputSpeech speech = _listener.Output.Begin();
        Assert.That(await speech.WriteAsync(pcm, Rate, CancellationToken.None));
        speech.Complete();
        return speech;
    }

    // Every stretch from one piece to another, both included.
    private void AssertRate()
    {
        IReadOnlyList<(Instant At, int Samples)> pieces = _listener.Pieces;
        for (int i = 0; i < pieces.Count; i++)
        {
            long samples = 0;
            for (int k = i; k < pieces.Count; k++)
            {
                samples += pieces[k].Samples;
                TimeSpan time = pieces[k].At - pieces[i].At;
                long most = (TimeSpan.FromMilliseconds(200) + (time * 1.5)).Ticks * Rate / TimeSpan.TicksPerSecond;
                Assert.That(samples, Is.LessThanOrEqualTo(most), $"from {pieces[i].At} to {pieces[k].At}");
            }
        }
    }

    // Samples that tell where they stood.
    private static short[] Ramp(double seconds) => [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (short)i)];
}
