using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;

namespace RtcVoice.Pacing.Wheel;

/// <summary>The frame that a call sends next: claimed when its packet is prepared, held until it has been sent.</summary>
internal sealed class CurrentFrame
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(OpusFormat.MaxFramePacketBytes, pinned: true);
    private int _length;
    private long _silentFrames;
    private bool _isHeld;
    private FrameTag _tag;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public FrameTag Tag => _tag;

    /// <summary>True when the ring had nothing and this is the silence that all calls share.</summary>
    public bool IsSharedSilence { get; private set; }

    /// <summary>Takes a frame from the ring, or silence, unless one is held already: a frame outlives missed slots.</summary>
    public void Take(FrameRing ring, SilenceFrames silence)
    {
        if (_isHeld)
        {
            return;
        }

        _isHeld = true;
        IsSharedSilence = !ring.TryClaim(_bytes, out _length, out _tag);
        if (IsSharedSilence)
        {
            ReadOnlySpan<byte> frame = silence[_silentFrames++];
            frame.CopyTo(_bytes);
            _length = frame.Length;
        }
        else
        {
            _silentFrames = 0;
        }
    }

    public void Release() => _isHeld = false;
}
