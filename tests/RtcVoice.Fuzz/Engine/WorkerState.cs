using System.IO.MemoryMappedFiles;

namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// What a worker is doing, in a file that both processes map: the input that it runs survives whatever that input does
/// to it, be it an endless loop or a stack overflow.
/// </summary>
internal sealed unsafe class WorkerState : IDisposable
{
    private const int HeaderSize = 2 * sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    public WorkerState(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, HeaderSize + Mutator.MaxLength);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>How many inputs were begun; its standing still is a hang.</summary>
    public long Executions => Volatile.Read(ref *(long*)_start);

    /// <summary>The input that was begun last.</summary>
    public byte[] Input => new ReadOnlySpan<byte>(_start + HeaderSize, (int)Length).ToArray();

    private ref long Length => ref *(long*)(_start + sizeof(long));

    /// <summary>Notes the input that runs next.</summary>
    public void Begin(ReadOnlySpan<byte> input)
    {
        input.CopyTo(new Span<byte>(_start + HeaderSize, Mutator.MaxLength));
        Length = input.Length;
        Volatile.Write(ref *(long*)_start, Executions + 1);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
