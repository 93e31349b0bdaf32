using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: the profile, what a forger changes (a place, a byte, a length), then packets. A packet comes out of SRTP as it
/// went in, once; a changed one never does; and a stranger's bytes do neither.
/// </summary>
internal sealed class SrtpTarget : IFuzzTarget
{
    // More add nothing: sources and sequence numbers have room to differ.
    private const int MaxPackets = 16;
    private const int MaxPacketLength = 1400;

    public static IEnumerable<byte[]> Seeds =>
        from profile in (byte[])[0, 1]
        select (byte[])[profile, 0, 13, 1, .. RtpSeeds.All.SelectMany(packet => ByteScript.WriteBlock(packet))];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        SrtpProfile profile = (script.Byte() & 1) == 0 ? SrtpProfile.AeadAes128Gcm : SrtpProfile.Aes128CmHmacSha1Tag80;
        int place = script.UInt16();
        byte change = script.Byte();
        byte[] exported = new byte[profile.ExportedLength()];
        exported.AsSpan().Fill(0x5A);
        using var keys = new SrtpKeyingMaterial(profile, exported);
        using var rtpOut = new SrtpSender(keys.Client);
        using var rtpIn = new SrtpReceiver(keys.Client);
        using var rtcpOut = new SrtcpSender(keys.Client);
        using var rtcpIn = new SrtcpReceiver(keys.Client);
        var reporters = new HashSet<uint>();
        for (int i = 0; i < MaxPackets && !script.IsOver; i++)
        {
            ReadOnlySpan<byte> packet = script.Block();
            packet = packet[..Math.Min(packet.Length, MaxPacketLength)];
            byte[] stranger = packet.ToArray();
            Invariant.Require(!rtpIn.TryUnprotect(stranger, out _), "what was not protected is not SRTP");
            Invariant.Require(!rtcpIn.TryUnprotect(stranger, out _), "nor SRTCP");
            byte[] buffer = new byte[MaxPacketLength + 64];
            packet.CopyTo(buffer);
            if (rtpOut.TryProtect(buffer, packet.Length, out int length))
            {
                Invariant.Require(!rtpIn.TryUnprotect(Forged(buffer.AsSpan(0, length), place, change), out _), "a changed packet is dropped");
                bool isRead = rtpIn.TryUnprotect(buffer.AsSpan(0, length), out int readLength);
                Invariant.Require(isRead && buffer.AsSpan(0, readLength).SequenceEqual(packet), "a packet comes out as it went in");
            }

            packet.CopyTo(buffer);
            if (rtcpOut.TryProtect(buffer, packet.Length, out length))
            {
                byte[] copy = buffer.AsSpan(0, length).ToArray();
                Invariant.Require(!rtcpIn.TryUnprotect(Forged(copy, place, change), out _), "a changed compound is dropped");
                bool isRead = rtcpIn.TryUnprotect(buffer.AsSpan(0, length), out int readLength);
                reporters.Add(BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
                bool isOneTooMany = !isRead && reporters.Count > SrtcpReceiver.MaxSources;
                Invariant.Require(
                    isOneTooMany || (isRead && buffer.AsSpan(0, readLength).SequenceEqual(packet)), "a compound comes out as it went in");
                Invariant.Require(!rtcpIn.TryUnprotect(copy, out _), "and once alone");
            }
        }
    }

    private static byte[] Forged(ReadOnlySpan<byte> packet, int place, byte change)
    {
        byte[] forged = packet.ToArray();
        if (change == 0)
        {
            return forged[..(place % forged.Length)];
        }

        forged[place % forged.Length] ^= change;
        return forged;
    }
}
