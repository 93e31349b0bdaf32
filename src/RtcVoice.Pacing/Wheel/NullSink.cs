using RtcVoice.Timing;

namespace RtcVoice.Pacing.Wheel;

/// <summary>Sends nothing: for the warm-up.</summary>
internal sealed class NullSink : IPacedSink
{
    public void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime)
    {
    }

    public IPacketBatch? Send(Instant now) => null;
}
