using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RtcVoice.Audio.Opus;

/// <summary>
/// Native memory that holds the state of one libopus encoder or decoder. libopus promises that a state is one block
/// without pointers into itself ("a shallow copy is sufficient"), which is what makes snapshots a memory copy.
/// </summary>
internal sealed unsafe class OpusState : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>A cache line: more than any type in a state asks for.</summary>
    private const nuint Alignment = 64;

    private readonly long _pressure;

    public OpusState(int size)
        : base(ownsHandle: true)
    {
        Size = size;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)size, Alignment));
        NativeMemory.Clear((void*)handle, (nuint)size);
        _pressure = size;
        GC.AddMemoryPressure(_pressure);
    }

    public int Size { get; }

    public void CopyFrom(OpusState source)
    {
        bool held = false;
        bool sourceHeld = false;
        try
        {
            DangerousAddRef(ref held);
            source.DangerousAddRef(ref sourceHeld);
            Buffer.MemoryCopy((void*)source.handle, (void*)handle, Size, source.Size);
        }
        finally
        {
            if (held)
            {
                DangerousRelease();
            }

            if (sourceHeld)
            {
                source.DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(_pressure);
        return true;
    }
}
