using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Flite;

/// <summary>The functions of flite 2.2 that we call (flite.h, cst_utterance.h, cst_item.h, cst_relation.h).</summary>
internal static unsafe partial class FliteNative
{
    public const string Engine = "libflite.so.1";
    public const string Slt = "libflite_cmu_us_slt.so.1";

    [LibraryImport(Engine, EntryPoint = "flite_init")]
    public static partial int Init();

    [LibraryImport(Slt, EntryPoint = "register_cmu_us_slt", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint RegisterSlt(string? voiceDirectory);

    [LibraryImport(Engine, EntryPoint = "flite_synth_text", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SynthesizeText(string text, nint voice);

    [LibraryImport(Engine, EntryPoint = "delete_utterance")]
    public static partial void DeleteUtterance(nint utterance);

    [LibraryImport(Engine, EntryPoint = "utt_wave")]
    public static partial Wave* GetWave(nint utterance);

    [LibraryImport(Engine, EntryPoint = "utt_relation", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetRelation(nint utterance, string name);

    [LibraryImport(Engine, EntryPoint = "relation_head")]
    public static partial nint GetHead(nint relation);

    [LibraryImport(Engine, EntryPoint = "item_next")]
    public static partial nint GetNext(nint item);

    [LibraryImport(Engine, EntryPoint = "item_daughter")]
    public static partial nint GetDaughter(nint item);

    [LibraryImport(Engine, EntryPoint = "flite_ffeature_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GetString(nint item, string path);

    [LibraryImport(Engine, EntryPoint = "flite_ffeature_float", StringMarshalling = StringMarshalling.Utf8)]
    public static partial float GetFloat(nint item, string path);

    /// <summary>Sets a feature. flite keeps the pointer to the name, so what is there must never move nor go.</summary>
    [LibraryImport(Engine, EntryPoint = "flite_feat_set_float")]
    public static partial void SetFloat(nint features, byte* name, float value);

    /// <summary>The head of cst_voice of cst_voice.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Voice
    {
        public nint Name;
        public nint Features;
    }

    /// <summary>cst_wave of cst_wave.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Wave
    {
        public nint Type;
        public int SampleRate;
        public int SampleCount;
        public int ChannelCount;
        public short* Samples;
    }
}
