using System.Runtime.InteropServices;
using RtcVoice.Conversation.Output;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>A client of a <see cref="StreamedOutput"/> on a clock of its own: takes what leaves every 10 ms, and keeps it.</summary>
internal sealed class StreamListener
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public StreamListener() => Output = new StreamedOutput(() => HasRoom);

    public StreamedOutput Output { get; }

    public Instant Now { get; private set; } = Instant.Origin;

    /// <summary>Whether the client's connection takes anything.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>What has left, in order.</summary>
    public List<OutputEvent> Events { get; } = [];

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        for (Instant end = Now + time; Now < end;)
        {
            Now += Tick;
            Output.Tick(Now);
            TakeEvents();
        }
    }

    /// <summary>Takes what is due without letting time pass.</summary>
    public void TakeEvents()
    {
        while (Output.TryTakeEvent(out OutputEvent happened))
        {
            Events.Add(happened);
        }
    }

    /// <summary>The sound of a speech that has left.</summary>
    public short[] SoundOf(IOutputSpeech speech) =>
        [.. Events.Where(e => e.Speech == speech.Id).SelectMany(e => MemoryMarshal.Cast<byte, short>(e.Pcm.Span).ToArray())];

    /// <summary>Pieces of sound that have left: when, and how many samples.</summary>
    public IReadOnlyList<(Instant At, int Samples)> Pieces =>
        [.. Events.Where(e => e.Kind == OutputEventKind.Audio).Select(e => (e.At, e.Pcm.Length / sizeof(short)))];
}
