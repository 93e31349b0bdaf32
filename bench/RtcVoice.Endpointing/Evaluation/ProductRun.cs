using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;
using RtcVoice.Endpointing.Data;
using RtcVoice.Endpointing.Examples;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Has the product itself find the ends of turns in recordings as they are.</summary>
internal static class ProductRun
{
    private const int Piece = Sound.Rate / 50;

    /// <summary>Prints how many turns it broke, and how long behind the voice's end it took the others for over.</summary>
    public static void Print(string name, IReadOnlyList<Recording> recordings, SileroModel model, TurnDetection detection)
    {
        var outcomes = new (bool IsBroken, double Delay)?[recordings.Count];
        Parallel.For(0, recordings.Count, i => outcomes[i] = Run(recordings[i], model, detection));
        (bool IsBroken, double Delay)[] heard = [.. outcomes.OfType<(bool, double)>()];
        double[] delays = [.. heard.Where(o => !o.IsBroken).Select(o => o.Delay).Order()];
        Console.WriteLine(
            $"  {name,-24} {heard.Length,5} turns, broken {100.0 * heard.Count(o => o.IsBroken) / heard.Length,5:F1} %, answered behind the voice p50 {1000 * delays[delays.Length / 2],5:F0} p90 {1000 * delays[delays.Length * 9 / 10],5:F0} mean {1000 * delays.Average(),5:F0} ms");
    }

    private static (bool IsBroken, double Delay)? Run(Recording recording, SileroModel model, TurnDetection detection)
    {
        var random = new Random(1);
        short[] room = Sound.InRoom(recording.Pcm, Sound.NoiseFloor(recording.Pcm), 0.5, 9, random);
        using var vad = new SileroVad(model);
        if (SpeechMap.Find(vad, room) is not { } map)
        {
            return null;
        }

        using var buffer = new InputAudioBuffer(model) { Detection = detection };
        for (int at = 0; at < room.Length; at += Piece)
        {
            buffer.Write(room.AsSpan(at, Math.Min(Piece, room.Length - at)));
            while (buffer.TryTakeEvent(out SpeechInEvent happened))
            {
                if (!happened.IsStart)
                {
                    double delay = buffer.Position.TotalSeconds - ((double)map.End / Sound.Rate);
                    return (delay < 0, delay);
                }
            }
        }

        return null;
    }
}
