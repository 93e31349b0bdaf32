using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Vad;
using RtcVoice.Endpointing.Data;

namespace RtcVoice.Endpointing.Examples;

/// <summary>Makes examples of recordings: each as it is, and again disturbed.</summary>
internal sealed class ExampleMaker(SileroModel model)
{
    private const double Before = 0.3;
    private const double Behind = 1.0;

    /// <summary>The judge is asked when the product would ask it first.</summary>
    private static readonly int AskAfter = (int)((SpeechMap.MinPause.TotalSeconds + 0.016) * Sound.Rate);

    /// <summary>Makes all; the same every time.</summary>
    /// <param name="recordings">The recordings.</param>
    /// <param name="disturbed">How often each is taken again, disturbed.</param>
    public List<Example> Make(IReadOnlyList<Recording> recordings, int disturbed)
    {
        var made = new List<Example>[recordings.Count];
        Parallel.For(0, recordings.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, () => new SileroVad(model), (i, _, vad) =>
        {
            made[i] = Make(recordings[i], i, disturbed, vad);
            return vad;
        }, vad => vad.Dispose());
        return [.. made.SelectMany(m => m)];
    }

    private static List<Example> Make(Recording recording, int number, int disturbed, SileroVad vad)
    {
        var random = new Random(number);
        var examples = new List<Example>();
        double noise = Sound.NoiseFloor(recording.Pcm);
        short[] room = Sound.InRoom(recording.Pcm, noise, Before, Behind, random);
        if (SpeechMap.Find(vad, room) is not { } map)
        {
            return examples;
        }

        for (int round = 0; round <= disturbed; round++)
        {
            bool isClean = round == 0;
            Func<short[], (short[] Pcm, double Speed)> disturb = isClean ? pcm => (pcm, 1) : Disturbance(random);
            var taker = new Taker(number, isClean, map, disturb, examples);
            taker.Take(room, map.Pauses.Select(p => (p.From, ExampleKind.InnerPause, (p.To - p.From) / (double)Sound.Rate)).Append((map.End, ExampleKind.End, 0)));
            AddCuts(room, map, noise, random, taker);
        }

        return examples;
    }

    private static void AddCuts(short[] room, SpeechMap map, double noise, Random random, Taker taker)
    {
        int early = Sound.Rate * random.Next(20, 70) / 1000;
        short[] faded = Sound.Cut(room, map.End - early, noise, random);
        taker.Take(faded, [(map.End - early, ExampleKind.FadedEnd, 0)]);
        int cuts = Math.Clamp((map.End - map.Start) / Sound.Rate, 0, 2);
        for (int i = 0; i < cuts; i++)
        {
            int at = random.Next(map.Start + (Sound.Rate * 3 / 10), map.End - (Sound.Rate * 3 / 10));
            at = Sound.SoftestNear(room, at);
            if (map.Pauses.Any(p => at > p.From - (Sound.Rate / 10) && at < p.To + (Sound.Rate * 2 / 10)))
            {
                continue;
            }

            taker.Take(Sound.Cut(room, at, noise, random), [(at, ExampleKind.Cut, 0)]);
        }

        // Fillers stand within a turn and behind what could have been its end.
        int place = random.Next(3) == 0 ? map.End : random.Next(map.Start + (Sound.Rate / 5), Math.Max(map.Start + (Sound.Rate / 4), map.End));
        double seconds = 0.2 + (0.6 * random.NextDouble());
        if (Sound.Hold(room, place, seconds, noise, random) is { } held)
        {
            taker.Take(held, [(held.Length - (int)(0.4 * Sound.Rate), ExampleKind.Held, 0)]);
        }
    }

    private static Func<short[], (short[] Pcm, double Speed)> Disturbance(Random random)
    {
        double speed = 0.85 + (0.3 * random.NextDouble());
        double gain = Math.Pow(10, ((random.NextDouble() * 24) - 18) / 20);
        double noise = Math.Pow(10, random.NextDouble() * 2.2);
        bool isCoded = random.Next(4) == 0;
        int seed = random.Next();
        return pcm =>
        {
            short[] result = Sound.AtSpeed(pcm, speed);
            Sound.Disturb(result, gain, noise, new Random(seed));
            return (isCoded ? Sound.ThroughOpus(result) : result, speed);
        };
    }

    /// <summary>Has the judge listen to a sound and takes its features at some places.</summary>
    private sealed class Taker(int number, bool isClean, SpeechMap map, Func<short[], (short[] Pcm, double Speed)> disturb, List<Example> examples)
    {
        public void Take(short[] pcm, IEnumerable<(int At, ExampleKind Kind, double Pause)> places)
        {
            (short[] heard, double speed) = disturb(pcm);
            var judge = new TurnEndJudge();
            int start = Math.Min(heard.Length, (int)(map.Start / speed));
            judge.Write(heard.AsSpan(0, start));
            judge.Begin(0);
            int position = start;
            foreach ((int at, ExampleKind kind, double pause) in places)
            {
                int ask = Math.Clamp((int)(at / speed) + AskAfter, position, heard.Length);
                judge.Write(heard.AsSpan(position, ask - position));
                position = ask;
                float[] features = new float[EndpointFeatures.Count];
                judge.Read(features);
                examples.Add(new Example(number, kind, isClean, pause, features));
            }
        }
    }
}
