using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>
/// One call on a virtual clock: an engine stepped every millisecond, a worker's tick every ten, an agent that writes a
/// smooth voice, and a listener.
/// </summary>
internal sealed class SpeechRig : IDisposable
{
    public const int Amplitude = 8_000;

    /// <summary>The voice is a wave of 200 Hz: its own steps are no greater than this.</summary>
    public const int VoiceStep = 210;

    /// <summary>A fade adds at most this to the voice's own step: 8,000 x pi / 240 at the end of a segment.</summary>
    public const int FadeStep = 106;

    private readonly DepartureReader _reader;
    private readonly Dictionary<long, List<short>> _written = [];
    private long _milliseconds;

    public SpeechRig(SpeechOutOptions? options = null, int tick = 10)
    {
        Tick = tick;
        Speech = new SpeechOut(options, Book.Encoders, Clock, () => Wakes++);
        _reader = new DepartureReader(Speech.Departures);
        Engine = PacingEngine.CreateStepped(null, Clock);
        Sink = new RecordingSink(Clock);
        Call = Engine.Add(Sink, Speech);
    }

    public VirtualClock Clock { get; } = new();

    public TraceBook Book { get; } = new();

    public SpeechOut Speech { get; }

    public PacingEngine Engine { get; }

    public RecordingSink Sink { get; }

    public PacedCall Call { get; }

    public int Wakes { get; private set; }

    /// <summary>Milliseconds from tick to tick of the worker.</summary>
    public int Tick { get; }

    /// <summary>The worker does nothing while this is set.</summary>
    public bool IsWorkerStalled { get; set; }

    public List<SpeechOutEvent> Events { get; } = [];

    public List<Departure> Departures { get; } = [];

    /// <summary>Where which segment was to go on after a pause.</summary>
    public List<(long Segment, long Position)> Resumes { get; } = [];

    public Instant Now => Clock.Now;

    /// <summary>Lets time pass.</summary>
    public void Run(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            Engine.RunDueSlots();
            if (++_milliseconds % Tick == 0 && !IsWorkerStalled)
            {
                Work();
            }
        }
    }

    public bool RunUntil(Func<bool> isReached, int milliseconds = 5_000)
    {
        for (int i = 0; i < milliseconds && !isReached(); i++)
        {
            Run(1);
        }

        return isReached();
    }

    /// <summary>What the worker does in a tick, or when it is woken.</summary>
    public void Work()
    {
        Speech.TopUp(Now);
        TakeEvents();
    }

    public void TakeEvents()
    {
        while (Speech.TryTakeEvent(out SpeechOutEvent happened))
        {
            Events.Add(happened);
        }

        while (_reader.TryTake(out Departure departure))
        {
            Departures.Add(departure);
        }
    }

    /// <summary>Writes the next milliseconds of the segment's voice.</summary>
    public void Write(SpeechSegment segment, double milliseconds)
    {
        List<short> all = WrittenTo(segment.Id);
        short[] pcm = Voice(segment.Id, all.Count, (int)(milliseconds * 48));
        Task<bool> write = segment.WriteAsync(pcm, 48_000).AsTask();
        Assert.That(write.IsCompleted, "the rig's buffer is full");
        if (write.GetAwaiter().GetResult())
        {
            all.AddRange(pcm);
        }
    }

    /// <summary>Goes on after a pause, so much before where it fell.</summary>
    public void Resume(SpeechCut pause, long back = 0)
    {
        Resumes.Add((pause.Segment, Speech.Resume(pause.Sent - back, Now)));
    }

    public List<short> WrittenTo(long segment)
    {
        if (!_written.TryGetValue(segment, out List<short>? all))
        {
            _written.Add(segment, all = []);
        }

        return all;
    }

    public IEnumerable<Departure> DeparturesOf(long segment) => Departures.Where(d => d.Tag.Segment == segment);

    /// <summary>What the listener has heard since media time 0, with zeros for the shared silence and missed slots.</summary>
    public short[] Listen()
    {
        var heard = new List<short>();
        foreach (Sent packet in Sink.Packets)
        {
            while (heard.Count < packet.MediaTime)
            {
                heard.Add(0);
            }

            heard.AddRange(TraceBook.IsSharedSilence(packet.Frame) ? new short[OpusFormat.FrameSamples] : Book.Read(packet.Frame).Pcm);
        }

        return [.. heard];
    }

    public void Dispose()
    {
        Engine.Dispose();
        Speech.Dispose();
        Book.Encoders.Dispose();
    }

    // Each segment's wave has a phase of its own and begins softly.
    private static short[] Voice(long segment, int offset, int count)
    {
        short[] pcm = new short[count];
        for (int i = 0; i < count; i++)
        {
            int t = offset + i;
            double gain = Math.Min(1, t / 480.0);
            pcm[i] = (short)(gain * Amplitude * Math.Sin((2 * Math.PI * 200 * t / 48_000) + segment));
        }

        return pcm;
    }
}
