using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Flite;

/// <summary>
/// flite with the voice "slt", once for the process. flite keeps state outside of its utterances (the voice's features,
/// the lexicon's), so one caller at a time is let in.
/// </summary>
internal static unsafe class FliteEngine
{
    private const string MissingMessage =
        "flite was not found: install the package libflite1 (Debian, Ubuntu: apt-get install libflite1), or choose another voice.";

    /// <summary>The paths by which flite tells where a word's first sound begins and its last one ends, in seconds.</summary>
    private const string WordStart = "R:SylStructure.daughter1.daughter1.R:Segment.p.end";
    private const string WordEnd = "R:SylStructure.daughtern.daughtern.R:Segment.end";

    /// <summary>flite begins each utterance with about 0.19 s of pause; so much of it is kept.</summary>
    private const double KeptPause = 0.02;

    private static readonly Lock Gate = new();
    private static nint _voice;

    /// <summary>Loads the voice, once.</summary>
    /// <exception cref="DllNotFoundException">flite is not installed; the message names the package.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_voice != 0)
            {
                return;
            }

            ThrowIfMissing([FliteNative.Engine, FliteNative.Slt]);
            _ = FliteNative.Init();
            _voice = FliteNative.RegisterSlt(null);
        }
    }

    /// <summary>Loads each library, so that what is missing is told by name.</summary>
    public static void ThrowIfMissing(IReadOnlyList<string> libraries)
    {
        foreach (string library in libraries)
        {
            if (!NativeLibrary.TryLoad(library, out _))
            {
                throw new DllNotFoundException($"{MissingMessage} (No {library}.)");
            }
        }
    }

    /// <summary>Speaks prepared text.</summary>
    /// <param name="text">What to say; not empty.</param>
    /// <param name="stretch">How many times as long as usual each sound is.</param>
    /// <param name="pieceTimes">Takes the time of each piece in the sound, in seconds; pieces without sound are left as they are.</param>
    /// <returns>Pcm16 at 16 kHz.</returns>
    public static short[] Synthesize(string text, double stretch, Span<(double Start, double End)> pieceTimes)
    {
        lock (Gate)
        {
            SetStretch(stretch);
            nint utterance = FliteNative.SynthesizeText(text, _voice);
            if (utterance == 0)
            {
                throw new InvalidOperationException("flite could not speak the text.");
            }

            try
            {
                double skipped = Math.Max(0, LeadingPause(utterance) - KeptPause);
                ReadTimes(utterance, skipped, pieceTimes);
                FliteNative.Wave* wave = FliteNative.GetWave(utterance);
                int skip = Math.Min((int)(skipped * wave->SampleRate), wave->SampleCount);
                return new ReadOnlySpan<short>(wave->Samples, wave->SampleCount)[skip..].ToArray();
            }
            finally
            {
                FliteNative.DeleteUtterance(utterance);
            }
        }
    }

    private static void SetStretch(double stretch)
    {
        // A literal of bytes lies in the assembly itself, with a zero behind it, for as long as the process lives.
        fixed (byte* name = "duration_stretch"u8)
        {
            FliteNative.SetFloat(((FliteNative.Voice*)_voice)->Features, name, (float)stretch);
        }
    }

    private static double LeadingPause(nint utterance)
    {
        nint first = HeadOf(utterance, "Segment");
        return first == 0 || FliteNative.GetNext(first) == 0 ? 0 : FliteNative.GetFloat(first, "end");
    }

    // Tokens of flite are our pieces, but that punctuation may split one: only the first of a piece has space before it.
    private static void ReadTimes(nint utterance, double skipped, Span<(double Start, double End)> pieceTimes)
    {
        int piece = -1;
        for (nint token = HeadOf(utterance, "Token"); token != 0; token = FliteNative.GetNext(token))
        {
            byte* space = FliteNative.GetString(token, "whitespace");
            if (piece < 0 || (space != null && *space != 0))
            {
                piece++;
            }

            if (piece >= pieceTimes.Length)
            {
                return;
            }

            for (nint word = FliteNative.GetDaughter(token); word != 0; word = FliteNative.GetNext(word))
            {
                double end = FliteNative.GetFloat(word, WordEnd) - skipped;
                if (end <= 0)
                {
                    continue;
                }

                ref (double Start, double End) times = ref pieceTimes[piece];
                double start = Math.Max(0, FliteNative.GetFloat(word, WordStart) - skipped);
                times = times.End <= 0 ? (start, end) : (Math.Min(times.Start, start), Math.Max(times.End, end));
            }
        }
    }

    private static nint HeadOf(nint utterance, string relation)
    {
        nint found = FliteNative.GetRelation(utterance, relation);
        return found == 0 ? 0 : FliteNative.GetHead(found);
    }
}
