using System.Buffers;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// The person's sound where it comes in events: mono PCM16 at 24 kHz, in pieces of any size. A client may send a minute at
/// once; it is listened to in parts, so that one call does not hold up the others of its worker.
/// </summary>
/// <param name="buffer">Where the sound goes.</param>
internal sealed class AppendedAudio(InputAudioBuffer buffer)
{
    /// <summary>Sound listened to in one tick: fifty times faster than it is spoken, and 1 ms of work.</summary>
    private const int SamplesPerTick = AudioFormat.PcmRate / 2;

    /// <summary>Converted in pieces of 20 ms.</summary>
    private const int PieceSamples = AudioFormat.PcmRate / 50;

    private readonly InputAudioBuffer _buffer = buffer;
    private readonly Resampler _resampler = new(AudioFormat.PcmRate, UserTurn.SampleRate);
    private ReadOnlyMemory<short> _rest;
    private int _left;

    /// <summary>True while sound waits to be listened to: nothing that came after it is to be carried out.</summary>
    public bool IsBusy => !_rest.IsEmpty;

    /// <summary>Allows another tick's worth, and listens to what waits.</summary>
    public void StartTick()
    {
        _left = SamplesPerTick;
        Listen();
    }

    /// <summary>Takes sound; only while it is not <see cref="IsBusy"/>.</summary>
    public void Write(ReadOnlyMemory<short> pcm)
    {
        _rest = pcm;
        Listen();
    }

    private void Listen()
    {
        if (_rest.IsEmpty)
        {
            return;
        }

        short[] converted = ArrayPool<short>.Shared.Rent(PieceSamples);
        while (_left > 0 && !_rest.IsEmpty)
        {
            ReadOnlyMemory<short> piece = _rest[..Math.Min(PieceSamples, _rest.Length)];
            _buffer.Write(converted.AsSpan(0, _resampler.Process(piece.Span, converted)));
            _rest = _rest[piece.Length..];
            _left -= piece.Length;
        }

        ArrayPool<short>.Shared.Return(converted);
    }
}
