using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;

namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// Which branches an input took, and how often, as the instrumented code notes it: one byte per edge, its count in eight
/// steps, as American Fuzzy Lop has it. Without instrumentation nothing is ever new, and fuzzing is blind.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int EdgeCount = 1 << 16;

    private static readonly byte[] Steps = MakeSteps();
    private readonly byte* _map;
    private readonly byte[] _seen = new byte[EdgeCount];
    private readonly Action _forgetLocation;

    public Coverage()
    {
        _map = (byte*)NativeMemory.AllocZeroed(EdgeCount);
        Type trace = Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace", throwOnError: true)!;
        trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(_map, typeof(byte*)));
        _forgetLocation = MakeForgetLocation(trace.GetField("PrevLocation")!);
    }

    /// <summary>How many edges any input took.</summary>
    public int Edges { get; private set; }

    /// <summary>Forgets the last input.</summary>
    public void Begin()
    {
        new Span<byte>(_map, EdgeCount).Clear();
        _forgetLocation();
    }

    /// <summary>True when the input since <see cref="Begin"/> took an edge that none before took, or clearly more often.</summary>
    public bool End()
    {
        bool isNew = false;
        var map = new ReadOnlySpan<byte>(_map, EdgeCount);
        for (int at = 0; ; at++)
        {
            int next = map[at..].IndexOfAnyExcept((byte)0);
            if (next < 0)
            {
                return isNew;
            }

            at += next;
            byte step = Steps[map[at]];
            byte seen = _seen[at];
            if ((seen & step) == 0)
            {
                Edges += seen == 0 ? 1 : 0;
                _seen[at] = (byte)(seen | step);
                isNew = true;
            }

            if (at == EdgeCount - 1)
            {
                return isNew;
            }
        }
    }

    // By reflection, for SharpFuzz takes an assembly that names this type itself for one already instrumented.
    private static Action MakeForgetLocation(FieldInfo previousLocation)
    {
        var method = new DynamicMethod("ForgetLocation", null, null);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Stsfld, previousLocation);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action>();
    }

    // 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128+
    private static byte[] MakeSteps()
    {
        byte[] steps = new byte[256];
        for (int count = 1; count < steps.Length; count++)
        {
            steps[count] = count switch
            {
                1 => 1,
                2 => 2,
                3 => 4,
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
        }

        return steps;
    }
}
