using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Audio.Opus;

namespace RtcVoice.Audio.Tests.Opus;

public class OpusPacketTests
{
    [Test]
    public void Every_configuration_is_read_as_the_table_has_it()
    {
        // RFC 6716 table 2: frame sizes in tenths of a millisecond.
        int[] silk = [100, 200, 400, 600];
        int[] celt = [25, 50, 100, 200];
        for (int config = 0; config < 32; config++)
        {
            Assert.That(OpusPacket.TryRead([(byte)(config << 3), 1, 2, 3], out OpusPacket packet), Is.True);
            int tenths = config < 12 ? silk[config % 4] : config < 16 ? silk[config % 2] : celt[config % 4];
            Assert.That(packet.FrameSamples, Is.EqualTo(tenths * 48 / 10), $"config {config}");
            Assert.That(packet.Mode, Is.EqualTo(config < 12 ? OpusMode.Silk : config < 16 ? OpusMode.Hybrid : OpusMode.Celt));
            OpusBandwidth bandwidth = config switch
            {
                < 4 => OpusBandwidth.Narrow,
                < 8 => OpusBandwidth.Medium,
                < 12 => OpusBandwidth.Wide,
                < 14 => OpusBandwidth.SuperWide,
                < 16 => OpusBandwidth.Full,
                < 20 => OpusBandwidth.Narrow,
                < 24 => OpusBandwidth.Wide,
                < 28 => OpusBandwidth.SuperWide,
                _ => OpusBandwidth.Full,
            };
            Assert.That(packet.Bandwidth, Is.EqualTo(bandwidth), $"config {config}");
        }
    }

    [TestCase("78", 1, 960, true)]
    [TestCase("7801", 1, 960, true)]
    [TestCase("79010203040506", 2, 960, false)]
    [TestCase("7A02010203", 2, 960, false)]
    [TestCase("7B03010203", 3, 960, false)]
    [TestCase("7B8301020A0B0C0D", 3, 960, false)]
    [TestCase("7B410000", 1, 960, false)]
    [TestCase("83300102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F30", 48, 120, false)]
    public void Frames_are_counted(string hex, int frames, int samples, bool dtx)
    {
        Assert.That(OpusPacket.TryRead(Convert.FromHexString(hex), out OpusPacket packet), Is.True);
        Assert.That(packet.FrameCount, Is.EqualTo(frames));
        Assert.That(packet.FrameSamples, Is.EqualTo(samples));
        Assert.That(packet.IsDtx, Is.EqualTo(dtx));
    }

    [TestCase("", TestName = "No byte at all is refused")]
    [TestCase("79010203", TestName = "Two equal frames of an odd length are refused (R3)")]
    [TestCase("7A05010203", TestName = "A first frame longer than the packet is refused (R4)")]
    [TestCase("7AFC", TestName = "Half a length is refused (R4)")]
    [TestCase("7B", TestName = "A frame count byte that is missing is refused")]
    [TestCase("7B00", TestName = "No frames are refused (R5)")]
    [TestCase("7B07", TestName = "More than 120 ms are refused (R5)")]
    [TestCase("7B020102030405060708090A0B", TestName = "Frames that do not divide the rest are refused (R6)")]
    [TestCase("7B41FFFFFF", TestName = "Padding without an end is refused")]
    [TestCase("7B41050102", TestName = "Padding longer than the packet is refused")]
    [TestCase("7B83010A0B", TestName = "Coded lengths beyond the packet are refused (R7)")]
    public void A_packet_that_breaks_a_rule_is_refused(string hex) =>
        Assert.That(OpusPacket.TryRead(Convert.FromHexString(hex), out _), Is.False);

    [Test]
    public void A_frame_longer_than_1275_bytes_is_refused()
    {
        byte[] packet = new byte[1277];
        packet[0] = 0x78;
        Assert.That(OpusPacket.TryRead(packet, out _), Is.False);
        Assert.That(OpusPacket.TryRead(packet.AsSpan(0, 1276), out _), Is.True);
    }

    [Test]
    public void Whatever_the_bytes_the_reading_agrees_with_libopus()
    {
        using var decoder = new OpusDecoder();
        Gen<byte[]> packets = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().Resize(40);
        Prop.ForAll(packets.ToArbitrary(), bytes =>
        {
            bool read = OpusPacket.TryRead(bytes, out OpusPacket packet);
            bool decoded = decoder.TryDecode(bytes, new short[OpusFormat.MaxPacketSamples], out int samples);
            return read == decoded && (!read || packet.DurationSamples == samples);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithReplay(20261122, 1));
    }
}
