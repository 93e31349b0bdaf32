using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;
using RtcVoice.Endpointing.Data;
using RtcVoice.Endpointing.Examples;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Has the product itself find the ends of turns in recordings as they are.</summary>
internal sealed class ProductRun
{
    private const int Piece = Sound.Rate / 50;

    /// <summary>Longer than any wait.</summary>
    private const int SilencePieces = 9 * 50;

    private readonly SileroModel _model;
    private readonly (short[] Sound, int End)[] _turns;

    /// <summary>Listens to the recordings for the ends of their voices.</summary>
    public ProductRun(IReadOnlyList<Recording> recordings, SileroModel model)
    {
        _model = model;
        var turns = new (short[] Sound, int End)[recordings.Count];
        Parallel.For(0, recordings.Count, i =>
        {
            short[] pcm = recordings[i].Pcm;
            turns[i].Sound = Sound.InRoom(pcm, Sound.NoiseFloor(pcm), 0.5, 1, new Random(1));
            using var vad = new SileroVad(model);
            turns[i].End = SpeechMap.Find(vad, turns[i].Sound)?.End ?? 0;
        });
        _turns = [.. turns.Where(t => t.End > 0)];
    }

    /// <summary>Prints how many turns it broke, and how long behind the voice's end it took the others for over.</summary>
    public void Print(string name, TurnDetection detection)
    {
        double?[] outcomes = new double?[_turns.Length];
        Parallel.For(0, _turns.Length, i => outcomes[i] = Run(_turns[i].Sound, detection) - ((double)_turns[i].End / Sound.Rate));
        double[] delays = [.. outcomes.OfType<double>().Where(d => d >= 0).Order()];
        int broken = outcomes.Count(d => d < 0);
        Console.WriteLine(
            $"  {name,-24} {_turns.Length,5} turns, broken {100.0 * broken / _turns.Length,5:F1} %, answered behind the voice p50 {1000 * delays[delays.Length / 2],5:F0} p90 {1000 * delays[delays.Length * 9 / 10],5:F0} mean {1000 * delays.Average(),5:F0} ms");
    }

    private double? Run(short[] sound, TurnDetection detection)
    {
        using var buffer = new InputAudioBuffer(_model) { Detection = detection };
        ReadOnlySpan<short> quiet = sound.AsSpan(sound.Length - (Sound.Rate / 2), Piece);
        for (int piece = 0; piece < (sound.Length / Piece) + SilencePieces; piece++)
        {
            int at = piece * Piece;
            buffer.Write(at + Piece <= sound.Length ? sound.AsSpan(at, Piece) : quiet);
            while (buffer.TryTakeEvent(out SpeechInEvent happened))
            {
                if (!happened.IsStart)
                {
                    return buffer.Position.TotalSeconds;
                }
            }
        }

        return null;
    }
}
