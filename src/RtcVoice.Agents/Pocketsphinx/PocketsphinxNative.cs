using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Pocketsphinx;

/// <summary>
/// The functions of pocketsphinx 5prealpha that we call, as Debian 12 has them (pocketsphinx.h, ps_search.h, cmd_ln.h,
/// err.h). Its functions with a variable number of arguments are left alone: they cannot be called from here.
/// </summary>
internal static unsafe partial class PocketsphinxNative
{
    public const string Engine = "libpocketsphinx.so.3";
    public const string Common = "libsphinxbase.so.3";

    [LibraryImport(Common, EntryPoint = "err_set_callback")]
    public static partial void SetLogCallback(nint callback, nint userData);

    [LibraryImport(Common, EntryPoint = "err_set_logfp")]
    public static partial void SetLogStream(nint stream);

    [LibraryImport(Engine, EntryPoint = "ps_args")]
    public static partial nint GetArgumentDefinitions();

    [LibraryImport(Common, EntryPoint = "cmd_ln_parse_r", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ParseArguments(nint previous, nint definitions, int count, string[] arguments, int strict);

    [LibraryImport(Common, EntryPoint = "cmd_ln_free_r")]
    public static partial int FreeArguments(nint arguments);

    [LibraryImport(Engine, EntryPoint = "ps_init")]
    public static partial nint Create(nint arguments);

    [LibraryImport(Engine, EntryPoint = "ps_free")]
    public static partial int Free(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_add_word", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddWord(nint decoder, string word, string phones, int update);

    [LibraryImport(Engine, EntryPoint = "ps_set_jsgf_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetGrammar(nint decoder, string name, string jsgf);

    [LibraryImport(Engine, EntryPoint = "ps_set_search", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SelectSearch(nint decoder, string name);

    [LibraryImport(Engine, EntryPoint = "ps_start_stream")]
    public static partial int StartStream(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_start_utt")]
    public static partial int StartUtterance(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_process_raw")]
    public static partial int Process(nint decoder, short* samples, nuint count, int withoutSearch, int isWhole);

    [LibraryImport(Engine, EntryPoint = "ps_end_utt")]
    public static partial int EndUtterance(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_get_n_frames")]
    public static partial int GetFrameCount(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_get_hyp")]
    public static partial byte* GetHypothesis(nint decoder, out int score);

    [LibraryImport(Engine, EntryPoint = "ps_seg_iter")]
    public static partial nint GetSegments(nint decoder);

    [LibraryImport(Engine, EntryPoint = "ps_seg_next")]
    public static partial nint NextSegment(nint segment);

    [LibraryImport(Engine, EntryPoint = "ps_seg_word")]
    public static partial byte* GetSegmentWord(nint segment);

    [LibraryImport(Engine, EntryPoint = "ps_seg_frames")]
    public static partial void GetSegmentFrames(nint segment, out int first, out int last);

    [LibraryImport(Engine, EntryPoint = "ps_seg_prob")]
    public static partial int GetSegmentScore(nint segment, out int acoustic, out int language, out int backoff);
}
