using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Timing;

namespace RtcVoice.Audio.Tests.JitterBuffer;

public class UplinkDecoderTests
{
    private const int Frame = OpusFormat.FrameSamples;

    private static readonly short[] Voice = Speech();
    private static readonly List<byte[]> Packets = Encode(Voice);
    private static readonly short[] Reference = Decode(Packets);

    private UplinkDecoder _uplink = null!;
    private List<short> _heard = null!;
    private List<UplinkFrame> _frames = null!;
    private Instant _now;

    [SetUp]
    public void SetUp()
    {
        _uplink = new UplinkDecoder();
        _heard = [];
        _frames = [];
    }

    [TearDown]
    public void TearDown() => _uplink.Dispose();

    [Test]
    public void A_perfect_network_gives_the_sound_bit_by_bit()
    {
        Run(Link(1), 20);
        int start = _frames.FindIndex(f => f.Kind == UplinkFrameKind.Decoded) * Frame;
        short[] heard = [.. _heard.Skip(start + Frame)];

        // Up to the first quiet moment in which the wait of the start is shortened.
        int cut = (int)(_uplink.Statistics.SkippedQuietSamples / Frame);
        int common = heard.AsSpan().CommonPrefixLength(Reference.AsSpan(Frame));
        TestContext.Out.WriteLine($"{common / Frame} frames equal, {cut} quiet frames left out");
        Assert.That(common / Frame, Is.GreaterThanOrEqualTo(cut == 0 ? 900 : 20));
        Assert.That(cut, Is.LessThanOrEqualTo(1));
        Assert.That(_frames.Skip(5).Select(f => f.Kind), Has.All.EqualTo(UplinkFrameKind.Decoded));
        Assert.That(_uplink.Statistics.ConcealedSamples, Is.Zero);
        Assert.That(heard.AsSpan(^(100 * Frame)).ToArray(), Is.EqualTo(Reference.AsSpan((1 + cut) * Frame + heard.Length - (100 * Frame), 100 * Frame).ToArray()));
    }

    [Test]
    public void Jitter_and_loss_leave_the_voice_understandable([Values(11, 12, 13)] int seed)
    {
        SeededUplink link = Link(seed);
        link.Journey = _ => link.Random.Next(100) < 5 ? null : TimeSpan.FromMilliseconds(30 + (40 * link.Random.NextDouble()));
        Run(link, 60);
        UplinkStatistics s = _uplink.Statistics;
        double concealed = Share(s.ConcealedSamples);
        double recovered = Share(s.RecoveredSamples);
        TestContext.Out.WriteLine(
            $"concealed {concealed:P2}, recovered {recovered:P2}, target {s.Buffer.TargetDelay.TotalMilliseconds} ms, delay {s.Buffer.Delay.TotalMilliseconds:F0} ms, late {s.Buffer.Late}, skipped {s.SkippedQuietSamples / Frame}+{s.SkippedSpeechSamples / Frame}, stretched {s.StretchedSamples / Frame}");
        Assert.That(recovered, Is.GreaterThan(0.025));
        Assert.That(concealed, Is.LessThan(0.03));
        Assert.That(s.SkippedSpeechSamples, Is.Zero);
        Assert.That(s.Buffer.TargetDelay.TotalMilliseconds, Is.InRange(40, 70));
        Assert.That(s.Buffer.Delay.TotalMilliseconds, Is.LessThan(100));
    }

    [Test]
    public void After_a_stall_the_delay_comes_down_in_the_pauses_of_speech()
    {
        SeededUplink link = Link(21);
        link.Journey = n => TimeSpan.FromMilliseconds(n is >= 500 and < 515 ? 30 + (20 * (515 - n)) : 30);
        Run(link, 11);
        TimeSpan behind = _uplink.Buffer.Delay;
        Run(link, 60);
        UplinkStatistics s = _uplink.Statistics;
        TestContext.Out.WriteLine(
            $"{behind.TotalMilliseconds:F0} ms behind, a minute later {s.Buffer.Delay.TotalMilliseconds:F0} (target {s.Buffer.TargetDelay.TotalMilliseconds}), skipped {s.SkippedQuietSamples / Frame} quiet, {s.SkippedSpeechSamples / Frame} speech");
        Assert.That(behind.TotalMilliseconds, Is.GreaterThan(100));
        Assert.That(_uplink.Buffer.GetSurplus(_now).TotalMilliseconds, Is.LessThan(40));
        Assert.That(s.SkippedQuietSamples / Frame, Is.GreaterThan(3));
    }

    [Test]
    public void Speech_without_a_pause_is_cut_only_when_far_behind_and_never_fast()
    {
        SeededUplink link = Link(22);
        byte[][] loud = [.. Encode(Tone.Make(300, OpusFormat.SampleRate, 200 * Frame, 8_000))];
        link.PayloadOf = n => loud[n % loud.Length];
        link.Journey = n => TimeSpan.FromMilliseconds(n is >= 500 and < 530 ? 30 + (20 * (530 - n)) : 30);
        Run(link, 90);
        UplinkStatistics s = _uplink.Statistics;
        TestContext.Out.WriteLine($"skipped {s.SkippedSpeechSamples / Frame}, surplus {_uplink.Buffer.GetSurplus(_now).TotalMilliseconds:F0} ms");
        Assert.That(s.SkippedSpeechSamples / Frame, Is.GreaterThan(5));
        Assert.That(s.SkippedQuietSamples, Is.Zero);
        Assert.That(_uplink.Buffer.GetSurplus(_now).TotalMilliseconds, Is.LessThan(205));
    }

    [Test]
    public void Cuts_and_gaps_do_not_click()
    {
        // A steady low tone: a click is a step that the tone itself never makes.
        SeededUplink link = Link(23);
        byte[][] packets = [.. Encode(Tone.Make(200, OpusFormat.SampleRate, 240 * Frame, 8_000))];
        link.PayloadOf = n => packets[n % packets.Length];
        link.Journey = n => n % 120 is > 100 and < 118 ? null : TimeSpan.FromMilliseconds(n is >= 500 and < 530 ? 30 + (20 * (530 - n)) : 30);
        Run(link, 20);
        Assert.That(_frames.Select(f => f.Kind), Does.Contain(UplinkFrameKind.Silence).And.Contain(UplinkFrameKind.Concealed));
        int step = 0;
        int at = 0;
        for (int i = 1; i < _heard.Count; i++)
        {
            if (Math.Abs(_heard[i] - _heard[i - 1]) > step)
            {
                (step, at) = (Math.Abs(_heard[i] - _heard[i - 1]), i);
            }
        }

        TestContext.Out.WriteLine($"largest step {step} at {at / 48} ms; the tone's own {8_000 * 2 * Math.PI * 200 / 48_000:F0}");
        Assert.That(step, Is.LessThan(1_000));
    }

    [Test]
    public void A_clock_that_drifts_is_followed_without_loss([Values(-200, 200)] int ppm)
    {
        var link = new SeededUplink(31) { DriftPpm = ppm };
        Attach(link);
        Run(link, 600);
        UplinkStatistics s = _uplink.Statistics;
        TestContext.Out.WriteLine(
            $"concealed {s.ConcealedSamples / Frame}, skipped {s.SkippedQuietSamples / Frame} quiet {s.SkippedSpeechSamples / Frame} speech, stretched {s.StretchedSamples / Frame}, delay {s.Buffer.Delay.TotalMilliseconds:F0}");
        Assert.That(s.ConcealedSamples / Frame, Is.LessThanOrEqualTo(2));
        Assert.That(s.SkippedSpeechSamples, Is.Zero);
        Assert.That(s.Buffer.Delay.TotalMilliseconds, Is.InRange(5, 45));
    }

    [Test]
    public void Packets_of_60_ms_and_10_ms_fill_frames_of_20([Values(480, 2_880)] int samples)
    {
        // Made by the framing alone: noise-like SILK of 60 ms, CELT silence of 10 ms.
        byte[] payload = samples == 480 ? [0xF0, 0xFF, 0xFE] : [0x58, 0x07, 0xC9, 0x79, 0xC5, 0x12, 0xF7, 0xBC, 0, 0, 0];
        short[] pcm = new short[Frame];
        long next = 0;
        for (int tick = 1; tick < 500; tick++)
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * tick);
            while ((next + 1) * samples <= tick * Frame)
            {
                _uplink.Put(next, next * samples, payload, now);
                next++;
            }

            _frames.Add(_uplink.Pull(now, pcm));
        }

        Assert.That(_frames.Skip(20).Select(f => f.Kind), Has.All.EqualTo(UplinkFrameKind.Decoded));
        Assert.That(_uplink.Statistics.ConcealedSamples, Is.Zero);
    }

    [Test]
    public void Before_anything_came_there_is_silence()
    {
        short[] pcm = new short[Frame];
        pcm.AsSpan().Fill(77);
        UplinkFrame frame = _uplink.Pull(Instant.Origin, pcm);
        Assert.That(frame.Kind, Is.EqualTo(UplinkFrameKind.Silence));
        Assert.That(frame.IsQuiet, Is.True);
        Assert.That(pcm, Has.All.Zero);
        Assert.That(() => _uplink.Pull(Instant.Origin, new short[480]), Throws.ArgumentException);
    }

    [Test]
    public void Frames_tell_the_timestamp_at_their_end()
    {
        SeededUplink link = Link(41);
        Run(link, 1);
        Assert.That(_frames[^1].Timestamp, Is.EqualTo(_frames[^2].Timestamp + Frame));
        Assert.That((_frames[^1].Timestamp - link.FirstTimestamp) % Frame, Is.Zero);
        Assert.That(_frames[^1].Timestamp - link.FirstTimestamp, Is.InRange(40 * Frame, 50 * Frame));
    }

    [Test]
    public void Garbage_is_concealed_and_counted()
    {
        var random = new Random(51);
        short[] pcm = new short[Frame];
        for (int i = 0; i < 3_000; i++)
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * i);
            byte[] payload = new byte[random.Next(1, 200)];
            random.NextBytes(payload);
            _uplink.Put(i, i * 960L, payload, now);
            _uplink.Pull(now, pcm);
        }

        Assert.That(_uplink.Statistics.Buffer.Malformed, Is.GreaterThan(100));
        Assert.That(_uplink.Statistics.DecodedSamples, Is.GreaterThan(100 * Frame));
    }

    [Test]
    public void Decoding_an_uplink_allocates_nothing()
    {
        short[] pcm = new short[Frame];
        long sequence = 0;
        long bytes = Allocation.Of(20_000, i =>
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * sequence);
            if (sequence % 13 != 5)
            {
                _uplink.Put(sequence, sequence * Frame, Packets[(int)(sequence % Packets.Count)], now);
            }

            _uplink.Pull(now, pcm);
            sequence++;
        });
        Assert.That(bytes, Is.Zero);
    }

    private static double Share(long samples, double seconds = 60) => samples / (seconds * OpusFormat.SampleRate);

    // Sentences with pauses of 0.6 s of faint noise between them, as a room has.
    private static short[] Speech()
    {
        var random = new Random(7);
        var all = new List<short>();
        foreach (string name in HumanSpeech.Sentences)
        {
            all.AddRange(HumanSpeech.Read48(name));
            for (int i = 0; i < 30 * Frame; i++)
            {
                all.Add((short)random.Next(-8, 9));
            }
        }

        return [.. all.Take(all.Count / Frame * Frame)];
    }

    private static List<byte[]> Encode(short[] voice)
    {
        using var encoder = new OpusEncoder(new OpusEncoderOptions { ExpectedPacketLossPercent = 10 });
        byte[] buffer = new byte[OpusFormat.MaxFramePacketBytes];
        var packets = new List<byte[]>();
        for (int i = 0; i + Frame <= voice.Length; i += Frame)
        {
            packets.Add(buffer[..encoder.Encode(voice.AsSpan(i, Frame), buffer)]);
        }

        return packets;
    }

    private static short[] Decode(List<byte[]> packets)
    {
        using var decoder = new OpusDecoder();
        short[] pcm = new short[packets.Count * Frame];
        for (int i = 0; i < packets.Count; i++)
        {
            decoder.TryDecode(packets[i], pcm.AsSpan(i * Frame, Frame), out _);
        }

        return pcm;
    }

    private SeededUplink Link(int seed)
    {
        var link = new SeededUplink(seed);
        Attach(link);
        return link;
    }

    private void Attach(SeededUplink link)
    {
        link.PayloadOf = n => Packets[(int)(n % Packets.Count)];
        link.Put = (sequence, timestamp, payload, arrival) => _uplink.Put(sequence, timestamp, payload, arrival);
    }

    private void Run(SeededUplink link, double seconds)
    {
        short[] pcm = new short[Frame];
        link.Run(TimeSpan.FromSeconds(seconds), now =>
        {
            _frames.Add(_uplink.Pull(now, pcm));
            _heard.AddRange(pcm);
            _now = now;
        });
    }
}
