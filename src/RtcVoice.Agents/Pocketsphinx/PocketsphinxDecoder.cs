using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Pocketsphinx;

/// <summary>
/// Finds which sentence of a grammar was said, by pocketsphinx (BSD), in this process. Each sound is gone through twice:
/// with the grammar, and with a loop of phones that any speech fits, by which the first is judged. Not for two threads at
/// a time; decoders share nothing, so several may run at once. It hears no sentence that the grammar does not have.
/// </summary>
internal sealed unsafe class PocketsphinxDecoder : IDisposable
{
    /// <summary>Samples a second that it takes.</summary>
    public const int SampleRate = 16_000;

    /// <summary>A tenth of a second: no word is shorter.</summary>
    private const int ShortestSamples = SampleRate / 10;

    /// <summary>Of digital silence a model of voices makes anything: -54 dBFS.</summary>
    private const short Faint = 64;

    private const string GrammarSearch = "grammar";
    private const string PhoneSearch = "phones";

    /// <summary>Marks the phones among the words of the decoder; no word of English begins so.</summary>
    private const string PhonePrefix = "_";

    private const string MissingMessage =
        "pocketsphinx was not found: install the package libpocketsphinx3 (Debian, Ubuntu: apt-get install libpocketsphinx3), or choose another agent.";

    // The library's own beams lose sentences of voices that are far from its model; wider ones cost 2 % of real time.
    private static readonly string[] Settings =
        ["-beam", "1e-80", "-pbeam", "1e-80", "-wbeam", "1e-60", "-bestpath", "no", "-remove_silence", "no"];

    private static readonly Lock Loading = new();
    private nint _decoder;

    /// <summary>Makes a decoder.</summary>
    /// <param name="model">The language.</param>
    /// <param name="pronunciations">The words of the grammar.</param>
    /// <param name="jsgf">The grammar.</param>
    /// <exception cref="DllNotFoundException">pocketsphinx is not installed; the message names the package.</exception>
    /// <exception cref="InvalidOperationException">The model or the grammar cannot be used.</exception>
    public PocketsphinxDecoder(SpeechModel model, Pronunciations pronunciations, string jsgf)
    {
        ThrowIfMissing([PocketsphinxNative.Engine, PocketsphinxNative.Common]);
        model.ThrowIfMissing();

        // What the library keeps of its log is global, and its log is silenced before each decoder for its thread's sake.
        lock (Loading)
        {
            PocketsphinxNative.SetLogCallback(0, 0);
            PocketsphinxNative.SetLogStream(0);
            _decoder = Create(model);
        }

        try
        {
            Fill(pronunciations, jsgf);
        }
        catch
        {
            Dispose();
            throw;
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

    /// <summary>Goes through a sound: about a tenth of its length of one core.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="SampleRate"/>, with a little silence at both ends.</param>
    public Hypothesis Decode(ReadOnlySpan<short> pcm)
    {
        ObjectDisposedException.ThrowIf(_decoder == 0, this);
        if (pcm.Length < ShortestSamples || !pcm.ContainsAnyExceptInRange((short)-Faint, Faint))
        {
            return Hypothesis.None;
        }

        DecodedPath? sentence = Search(GrammarSearch, pcm);
        if (sentence is null || sentence.Text.Length == 0)
        {
            return Hypothesis.None;
        }

        return Search(PhoneSearch, pcm) is { } phones ? sentence.Against(phones) : Hypothesis.None;
    }

    /// <summary>Frees the decoder; about 8 MB.</summary>
    public void Dispose()
    {
        if (_decoder != 0)
        {
            _ = PocketsphinxNative.Free(_decoder);
            _decoder = 0;
        }
    }

    private static nint Create(SpeechModel model)
    {
        string[] arguments = ["rtcvoice", "-hmm", model.Acoustics, .. Settings];
        nint parsed = PocketsphinxNative.ParseArguments(0, PocketsphinxNative.GetArgumentDefinitions(), arguments.Length, arguments, strict: 1);
        nint decoder = parsed == 0 ? 0 : PocketsphinxNative.Create(parsed);
        if (parsed != 0)
        {
            // The decoder holds on to them by itself.
            _ = PocketsphinxNative.FreeArguments(parsed);
        }

        return decoder != 0 ? decoder : throw new InvalidOperationException($"pocketsphinx cannot use the model in {model.Acoustics}; install the package pocketsphinx-en-us anew.");
    }

    private void Fill(Pronunciations pronunciations, string jsgf)
    {
        foreach ((string word, string phones) in pronunciations.Entries)
        {
            Add(word, phones);
        }

        foreach (string phone in pronunciations.Phones)
        {
            Add(PhonePrefix + phone, phone);
        }

        string loop = $"#JSGF V1.0;\ngrammar phones;\npublic <speech> = ({string.Join(" | ", pronunciations.Phones.Select(p => PhonePrefix + p))})+;\n";
        SetGrammar(GrammarSearch, jsgf);
        SetGrammar(PhoneSearch, loop);
    }

    private void Add(string word, string phones)
    {
        if (PocketsphinxNative.AddWord(_decoder, word, phones, update: 0) < 0)
        {
            throw new InvalidOperationException($"pocketsphinx does not take the word '{word}' as {phones}.");
        }
    }

    private void SetGrammar(string name, string jsgf)
    {
        if (PocketsphinxNative.SetGrammar(_decoder, name, jsgf) != 0)
        {
            throw new InvalidOperationException($"pocketsphinx does not take the {name} as JSGF.");
        }
    }

    private DecodedPath? Search(string search, ReadOnlySpan<short> pcm)
    {
        Require(PocketsphinxNative.SelectSearch(_decoder, search));

        // What it knows of the noise is of the call before; each sound begins anew.
        Require(PocketsphinxNative.StartStream(_decoder));
        Require(PocketsphinxNative.StartUtterance(_decoder));
        fixed (short* samples = pcm)
        {
            int frames = PocketsphinxNative.Process(_decoder, samples, (nuint)pcm.Length, withoutSearch: 0, isWhole: 1);
            Require(PocketsphinxNative.EndUtterance(_decoder));
            Require(frames);
        }

        byte* text = PocketsphinxNative.GetHypothesis(_decoder, out int score);
        return text is null
            ? null
            : DecodedPath.Read(Marshal.PtrToStringUTF8((nint)text)!, score, PocketsphinxNative.GetFrameCount(_decoder), PocketsphinxNative.GetSegments(_decoder));
    }

    private static void Require(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException("pocketsphinx failed on a sound.");
        }
    }
}
