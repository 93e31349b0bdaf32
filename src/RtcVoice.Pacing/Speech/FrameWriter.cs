using System.Numerics;
using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// Encodes a call's frames into its ring, and can go back to any of them that the pacer has not claimed: it keeps the
/// encoder's state before each, so what is encoded in their place sounds as if they had never been. Borrows its encoder
/// for the time of a talkspurt. The worker's.
/// </summary>
internal sealed class FrameWriter
{
    private readonly FrameRing _ring;
    private readonly SpeechEncoders _encoders;
    private readonly FrameRecord[] _records;
    private readonly Stack<int> _freeStates;
    private readonly byte[] _packet = GC.AllocateUninitializedArray<byte>(OpusFormat.MaxFramePacketBytes, pinned: true);
    private ISpeechEncoder? _encoder;
    private int _expectedPacketLossPercent;

    /// <summary>The saved state behind the last frame published.</summary>
    private int _stateAfter;

    public FrameWriter(FrameRing ring, SpeechEncoders encoders)
    {
        _ring = ring;
        _encoders = encoders;
        _expectedPacketLossPercent = encoders.DefaultPacketLossPercent;
        _records = new FrameRecord[BitOperations.RoundUpToPowerOf2((uint)ring.Depth + 1)];

        // One before each frame in the ring, one behind the last, one to save to while all these are still needed.
        int states = ring.Depth + 2;
        _freeStates = new Stack<int>(states);
        for (int state = states - 1; state >= 0; state--)
        {
            _freeStates.Push(state);
        }
    }

    /// <summary>The position of the first frame not known to be claimed.</summary>
    public long Head { get; private set; }

    /// <summary>The position of the next frame.</summary>
    public long Tail => _ring.Tail;

    public int Unclaimed => (int)(Tail - Head);

    public bool HasRoom => Unclaimed < _ring.Depth;

    public bool HasEncoder => _encoder is not null;

    /// <summary>The position of the first silence in the ring; <see cref="Tail"/> when there is none.</summary>
    public long FirstSilence
    {
        get
        {
            long position = Head;
            while (position < Tail && !RecordAt(position).IsSilence)
            {
                position++;
            }

            return position;
        }
    }

    /// <summary>True while speech that no cut has ended waits for the pacer.</summary>
    public bool HasUnclaimedSpeech
    {
        get
        {
            for (long position = Math.Max(Head, _ring.Head); position < Tail; position++)
            {
                if ((RecordAt(position).Tag.Content & (FrameContent.Speech | FrameContent.Cut)) == FrameContent.Speech)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Frames encoded so far.</summary>
    public long Encoded { get; private set; }

    public int ExpectedPacketLossPercent
    {
        get => _expectedPacketLossPercent;
        set
        {
            _expectedPacketLossPercent = value;
            if (_encoder is not null)
            {
                _encoder.ExpectedPacketLossPercent = value;
            }
        }
    }

    /// <summary>The record of a frame in the ring: <see cref="Head"/> to <see cref="Tail"/> - 1.</summary>
    public ref readonly FrameRecord RecordAt(long position) => ref _records[position & (_records.Length - 1)];

    /// <summary>Learns what the pacer has claimed: those frames' samples are given up.</summary>
    public void NoteClaims()
    {
        long head = _ring.Head;
        for (; Head < head; Head++)
        {
            ref FrameRecord record = ref _records[Head & (_records.Length - 1)];
            _freeStates.Push(record.StateBefore);
            if (record.Segment is { } segment)
            {
                segment.Release(record.Tag.End);
                segment.Progress.Claimed = record.Tag.End;
                segment.Progress.Furthest = Math.Max(segment.Progress.Furthest, record.Tag.End);
            }

            record = default;
        }
    }

    /// <summary>Frames of a segment that the pacer is not known to have claimed.</summary>
    public int CountUnclaimed(SpeechSegment segment)
    {
        int count = 0;
        for (long position = Head; position < Tail; position++)
        {
            count += RecordAt(position).Segment == segment ? 1 : 0;
        }

        return count;
    }

    /// <summary>Appends a frame.</summary>
    public void Append(ReadOnlySpan<short> pcm, SpeechSegment? segment, in FrameTag tag)
    {
        ISpeechEncoder encoder = BorrowEncoder();
        int length = Encode(encoder, pcm);
        _ring.Publish(_packet.AsSpan(0, length), tag);
        Remember(encoder, Tail - 1, new FrameRecord(segment, tag, _stateAfter));
    }

    /// <summary>Takes back all frames from <paramref name="position"/> on and puts this one there.</summary>
    /// <returns>False when the pacer has claimed the frame at <paramref name="position"/>: nothing changed, look again.</returns>
    public bool TryReplaceFrom(long position, ReadOnlySpan<short> pcm, SpeechSegment? segment, in FrameTag tag)
    {
        NoteClaims();
        if (position < Head)
        {
            return false;
        }

        ISpeechEncoder encoder = BorrowEncoder();
        long end = Tail;
        int stateBefore = position == end ? _stateAfter : RecordAt(position).StateBefore;
        encoder.Restore(stateBefore);
        int length = Encode(encoder, pcm);
        if (!TryPublishFrom(position, _packet.AsSpan(0, length), tag))
        {
            encoder.Restore(_stateAfter);
            NoteClaims();
            return false;
        }

        if (position < end)
        {
            // Of the states of the frames taken back, the first is now the one before the new frame.
            _freeStates.Push(_stateAfter);
            for (long i = position; i < end; i++)
            {
                if (i > position)
                {
                    _freeStates.Push(RecordAt(i).StateBefore);
                }

                if (RecordAt(i).Segment is { } taken)
                {
                    taken.Progress.InFlight--;
                }

                _records[i & (_records.Length - 1)] = default;
            }
        }

        Head = position == Head ? Tail - 1 : Head;
        Remember(encoder, Tail - 1, new FrameRecord(segment, tag, stateBefore));
        return true;
    }

    /// <summary>Gives the encoder back; every frame must have been claimed.</summary>
    public void ReturnEncoder()
    {
        if (_encoder is { } encoder)
        {
            _encoder = null;
            _freeStates.Push(_stateAfter);
            _encoders.Return(encoder);
        }
    }

    private bool TryPublishFrom(long position, ReadOnlySpan<byte> frame, in FrameTag tag)
    {
        if (position == Head)
        {
            return _ring.TryReplaceUnclaimed(position, frame, tag);
        }

        if (position < Tail && !_ring.TryTruncate(position))
        {
            return false;
        }

        _ring.Publish(frame, tag);
        return true;
    }

    private void Remember(ISpeechEncoder encoder, long position, in FrameRecord record)
    {
        _records[position & (_records.Length - 1)] = record;
        if (record.Segment is { } segment)
        {
            segment.Progress.InFlight++;
        }

        _stateAfter = _freeStates.Pop();
        encoder.Save(_stateAfter);
    }

    private int Encode(ISpeechEncoder encoder, ReadOnlySpan<short> pcm)
    {
        Encoded++;
        return encoder.Encode(pcm, _packet);
    }

    private ISpeechEncoder BorrowEncoder()
    {
        if (_encoder is null)
        {
            _encoder = _encoders.Lend();
            _encoder.ExpectedPacketLossPercent = _expectedPacketLossPercent;
            _stateAfter = _freeStates.Pop();
            _encoder.Save(_stateAfter);
        }

        return _encoder;
    }
}
