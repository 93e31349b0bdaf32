using System.Buffers;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Keeps the sound of the person: always the last moment, and from the start of a turn all of it, so that the first
/// syllable, which is over before anyone knows that it was speech, is part of the turn.
/// </summary>
internal sealed class TurnRecorder : IDisposable
{
    /// <summary>A turn longer than this loses its beginning: bounds the memory of whoever never stops.</summary>
    public static readonly TimeSpan MaxTurn = TimeSpan.FromSeconds(60);

    /// <summary>1.25 s: the longest prefix padding, and the time that the detector needs to be sure.</summary>
    private const int RecentSamples = UserTurn.SampleRate * 5 / 4;

    private static readonly int MaxSamples = (int)(MaxTurn.TotalSeconds * UserTurn.SampleRate);

    /// <summary>Made when the first sound comes: a call with no microphone has none.</summary>
    private short[] _recent = [];
    private short[] _turn = [];
    private int _turnLength;
    private long _position;

    /// <summary>True between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public bool IsRecording { get; private set; }

    /// <summary>Samples that came in since the start of the call, at <see cref="UserTurn.SampleRate"/>.</summary>
    public long Position => _position;

    /// <summary>Takes the next samples.</summary>
    public void Write(ReadOnlySpan<short> pcm)
    {
        if (IsRecording)
        {
            Append(pcm);
        }

        if (_recent.Length == 0)
        {
            // Pinned: what lives as long as a call is not copied by the collector as it grows old.
            _recent = GC.AllocateUninitializedArray<short>(RecentSamples, pinned: true);
        }

        foreach (short sample in pcm)
        {
            _recent[_position++ % RecentSamples] = sample;
        }
    }

    /// <summary>Begins a turn at a sample that may lie up to 1.25 s back; earlier ones are gone.</summary>
    public void Begin(long start)
    {
        IsRecording = true;
        _turnLength = 0;
        for (long i = Math.Max(start, Math.Max(0, _position - RecentSamples)); i < _position; i++)
        {
            Append([_recent[i % RecentSamples]]);
        }
    }

    /// <summary>How much sound the turn has so far.</summary>
    public TimeSpan Recorded => TimeSpan.FromSeconds((double)_turnLength / UserTurn.SampleRate);

    /// <summary>The sound of the turn that goes on.</summary>
    /// <param name="speech">How long the person has spoken.</param>
    public TurnSound Copy(TimeSpan speech) => new(_turn.AsSpan(0, _turnLength).ToArray(), speech);

    /// <summary>A copy of the last sound of the turn.</summary>
    public short[] CopyLast(TimeSpan time)
    {
        int length = Math.Min(_turnLength, (int)(time.TotalSeconds * UserTurn.SampleRate));
        return _turn.AsSpan(_turnLength - length, length).ToArray();
    }

    /// <summary>Ends the turn and gives its sound.</summary>
    /// <param name="speech">How long the person spoke.</param>
    public TurnSound End(TimeSpan speech)
    {
        TurnSound turn = Copy(speech);
        Forget();
        return turn;
    }

    /// <summary>Forgets the turn.</summary>
    public void Forget()
    {
        IsRecording = false;
        _turnLength = 0;
        Return();
        _turn = [];
    }

    /// <inheritdoc />
    public void Dispose() => Forget();

    private void Append(ReadOnlySpan<short> pcm)
    {
        if (_turnLength + pcm.Length > _turn.Length)
        {
            Grow(_turnLength + pcm.Length);
        }

        if (_turnLength + pcm.Length > MaxSamples)
        {
            // A second at once, so that the rest is not moved for every frame.
            int drop = UserTurn.SampleRate;
            _turn.AsSpan(drop, _turnLength - drop).CopyTo(_turn);
            _turnLength -= drop;
        }

        pcm.CopyTo(_turn.AsSpan(_turnLength));
        _turnLength += pcm.Length;
    }

    private void Grow(int needed)
    {
        if (_turn.Length >= MaxSamples)
        {
            return;
        }

        short[] larger = ArrayPool<short>.Shared.Rent(Math.Max(needed, Math.Min(2 * _turn.Length, MaxSamples)));
        _turn.AsSpan(0, _turnLength).CopyTo(larger);
        Return();
        _turn = larger;
    }

    private void Return()
    {
        if (_turn.Length > 0)
        {
            ArrayPool<short>.Shared.Return(_turn);
        }
    }
}
