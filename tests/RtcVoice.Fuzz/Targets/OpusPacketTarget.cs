using RtcVoice.Audio.Opus;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>The framing of an Opus packet, read without decoding it, stays within RFC 6716's bounds.</summary>
internal sealed class OpusPacketTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => OpusSeeds.All;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!OpusPacket.TryRead(data, out OpusPacket packet))
        {
            Invariant.Require(packet == default, "what is refused is not given");
            return;
        }

        Invariant.Require(packet.FrameSamples is 120 or 240 or 480 or 960 or 1920 or 2880, "a frame has one of six lengths");
        Invariant.Require(packet.FrameCount is >= 1 and <= 48, "a packet has 1 to 48 frames");
        Invariant.Require(packet.DurationSamples <= OpusFormat.MaxPacketSamples, "a packet lasts 120 ms at most");
        Invariant.Require(!packet.HasForwardErrorCorrection || packet.Mode != OpusMode.Celt, "only SILK carries a copy");
        Invariant.Require(packet.IsDtx == data.Length <= OpusFormat.MaxDtxPacketBytes, "nothing to send is said shortly");
        Invariant.Require(Enum.IsDefined(packet.Mode) && Enum.IsDefined(packet.Bandwidth), "mode and bandwidth are known ones");
    }
}
