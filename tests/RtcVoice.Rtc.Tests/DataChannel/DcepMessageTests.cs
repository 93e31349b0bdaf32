using RtcVoice.Rtc.DataChannel;

namespace RtcVoice.Rtc.Tests.DataChannel;

public class DcepMessageTests
{
    [Test]
    public void The_OPEN_of_a_browser_is_read()
    {
        // What Chromium sends for createDataChannel("oai-events").
        byte[] open = [3, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, .. "oai-events"u8];
        Assert.That(DcepOpenMessage.TryRead(open, out DcepOpenMessage read), Is.True);
        Assert.That(read, Is.EqualTo(new DcepOpenMessage(default, "oai-events", "")));
        byte[] written = new byte[read.Length];
        read.Write(written);
        Assert.That(written, Is.EqualTo(open));
    }

    [TestCase(false, null, null)]
    [TestCase(true, null, null)]
    [TestCase(false, 3, null)]
    [TestCase(true, 0, null)]
    [TestCase(false, null, 500)]
    [TestCase(true, null, 65535)]
    public void An_OPEN_reads_as_it_was_written(bool isUnordered, int? retransmits, int? lifetime)
    {
        var reliability = new ChannelReliability
        {
            IsUnordered = isUnordered,
            MaxRetransmits = (ushort?)retransmits,
            MaxPacketLifeTime = (ushort?)lifetime,
        };
        var open = new DcepOpenMessage(reliability, "späti 🎧", "json");
        byte[] message = new byte[open.Length];
        open.Write(message);
        Assert.That(DcepOpenMessage.TryRead(message, out DcepOpenMessage read), Is.True);
        Assert.That(read, Is.EqualTo(open));
    }

    [Test]
    public void An_OPEN_cut_at_any_length_is_not_read()
    {
        byte[] open = [3, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 2, .. "abcde"u8];
        for (int length = 0; length < open.Length; length++)
        {
            Assert.That(DcepOpenMessage.TryRead(open.AsSpan(0, length), out _), Is.False, $"{length} bytes");
        }

        Assert.That(DcepOpenMessage.TryRead(open, out DcepOpenMessage read), Is.True);
        Assert.That((read.Label, read.Protocol), Is.EqualTo(("abc", "de")));
    }

    [Test]
    public void An_OPEN_with_a_label_or_protocol_beyond_the_bound_is_not_read()
    {
        byte[] open = new byte[12 + 1025];
        open[0] = 3;
        open[8] = 4;
        Assert.That(DcepOpenMessage.TryRead(open, out _), Is.True, "1024 bytes");
        open[9] = 1;
        Assert.That(DcepOpenMessage.TryRead(open, out _), Is.False, "1025 bytes of label");
        (open[8], open[9], open[10], open[11]) = (0, 0, 4, 1);
        Assert.That(DcepOpenMessage.TryRead(open, out _), Is.False, "1025 bytes of protocol");
    }

    [TestCase(0x03)]
    [TestCase(0x7F)]
    [TestCase(0x83)]
    public void An_OPEN_of_an_unknown_channel_type_is_not_read(int type) =>
        Assert.That(DcepOpenMessage.TryRead([3, (byte)type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], out _), Is.False);
}
