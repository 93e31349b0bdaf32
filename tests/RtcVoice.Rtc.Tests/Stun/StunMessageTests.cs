using System.Net;
using System.Text;
using RtcVoice.Rtc.Stun;
using RtcVoice.TestKit;

namespace RtcVoice.Rtc.Tests.Stun;

[TestFixture]
internal sealed class StunMessageTests
{
    private static readonly StunTransactionId Transaction = new(0xB7E7A701, 0xBC34D686FA87DFAE);

    [Test]
    public void The_sample_request_of_RFC_5769_is_read()
    {
        Assert.That(StunMessage.TryRead(Rfc5769.Request, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.Request));
        Assert.That(message.Method, Is.EqualTo(StunMessage.BindingMethod));
        Assert.That(message.TransactionId, Is.EqualTo(Transaction));
        Assert.That(Encoding.ASCII.GetString(message.Username), Is.EqualTo("evtj:h6vY"));
        Assert.That(message.Priority, Is.EqualTo(0x6E0001FF));
        Assert.That(message.IceControlled, Is.EqualTo(0x932FF9B151263B36));
        Assert.That(message.IceControlling, Is.Null);
        Assert.That(message.UseCandidate, Is.False);
        Assert.That(message.Nomination, Is.Null);
        Assert.That(message.UnknownAttributes.Length, Is.Zero);
        Assert.That(message.HasValidFingerprint(), Is.True);
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
    }

    [Test]
    public void The_sample_IPv4_response_of_RFC_5769_is_read()
    {
        Assert.That(StunMessage.TryRead(Rfc5769.IPv4Response, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(message.TryReadMappedAddress(out StunAddress address), Is.True);
        Assert.That(address, Is.EqualTo(AddressOf("192.0.2.1", 32853)));
        Assert.That(message.HasValidFingerprint(), Is.True);
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
    }

    [Test]
    public void The_sample_IPv6_response_of_RFC_5769_is_read()
    {
        Assert.That(StunMessage.TryRead(Rfc5769.IPv6Response, out StunMessage message), Is.True);
        Assert.That(message.TryReadMappedAddress(out StunAddress address), Is.True);
        Assert.That(address, Is.EqualTo(AddressOf("2001:db8:1234:5678:11:2233:4455:6677", 32853)));
        Assert.That(message.HasValidFingerprint(), Is.True);
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
    }

    [Test]
    public void Another_key_does_not_authenticate()
    {
        Assert.That(StunMessage.TryRead(Rfc5769.Request, out StunMessage message), Is.True);
        Assert.That(message.IsAuthenticatedBy("VOkJxbRl1RmTxUk/WvJxBu"u8), Is.False);
        Assert.That(message.IsAuthenticatedBy([]), Is.False);
    }

    [Test]
    public void Every_flipped_bit_of_a_sample_is_noticed()
    {
        byte[] mutated = Rfc5769.Request.ToArray();
        for (int bit = 0; bit < mutated.Length * 8; bit++)
        {
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
            bool passes = StunMessage.TryRead(mutated, out StunMessage message)
                && message.HasValidFingerprint()
                && message.IsAuthenticatedBy(Rfc5769.Key);
            Assert.That(passes, Is.False, $"bit {bit}");
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void Every_truncation_of_a_sample_is_refused()
    {
        for (int length = 0; length < Rfc5769.Request.Length; length++)
        {
            Assert.That(StunMessage.TryRead(Rfc5769.Request.AsSpan(0, length), out _), Is.False, $"{length} bytes");
            Assert.That(StunMessage.TryReadServerUfrag(Rfc5769.Request.AsSpan(0, length), out _), Is.False, $"{length} bytes");
        }
    }

    [Test]
    public void An_attribute_that_overruns_the_message_is_refused()
    {
        byte[] buffer = new byte[64];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteAttribute((StunAttributeType)0x8022, "abcd"u8);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.True);
        buffer[StunMessage.HeaderLength + 3] = 5;
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.False);
    }

    [Test]
    public void A_message_longer_than_a_packet_is_refused()
    {
        byte[] buffer = new byte[StunMessage.MaxLength + 100];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteAttribute((StunAttributeType)0x8022, new byte[StunMessage.MaxLength - StunMessage.HeaderLength - 4]);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.True);
        writer.WriteAttribute((StunAttributeType)0x8022, []);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.False);
    }

    [TestCase(StunAttributeType.Priority, 3)]
    [TestCase(StunAttributeType.Priority, 8)]
    [TestCase(StunAttributeType.UseCandidate, 1)]
    [TestCase(StunAttributeType.IceControlled, 4)]
    [TestCase(StunAttributeType.IceControlling, 0)]
    [TestCase(StunAttributeType.Nomination, 2)]
    [TestCase(StunAttributeType.MessageIntegrity, 19)]
    [TestCase(StunAttributeType.MessageIntegrity, 32)]
    [TestCase(StunAttributeType.Fingerprint, 0)]
    [TestCase(StunAttributeType.XorMappedAddress, 4)]
    [TestCase(StunAttributeType.ErrorCode, 3)]
    [TestCase(StunAttributeType.Username, 0)]
    [TestCase(StunAttributeType.Username, StunMessage.MaxUsernameLength + 1)]
    public void A_known_attribute_of_a_wrong_size_is_refused(StunAttributeType type, int length)
    {
        byte[] buffer = new byte[600];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteAttribute(type, new byte[length]);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.False);
    }

    [Test]
    public void Attributes_behind_the_integrity_are_ignored()
    {
        byte[] buffer = new byte[200];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteIntegrity(Rfc5769.Key);
        writer.WriteUseCandidate();
        writer.WriteAttribute((StunAttributeType)0x7001, []);
        writer.WriteFingerprint();
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
        Assert.That(message.UseCandidate, Is.False);
        Assert.That(message.UnknownAttributes.Length, Is.Zero);
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
        Assert.That(message.HasValidFingerprint(), Is.True);
    }

    [Test]
    public void Nothing_may_follow_the_fingerprint()
    {
        byte[] buffer = new byte[200];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteFingerprint();
        writer.WriteUseCandidate();
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out _), Is.False);
    }

    [Test]
    public void The_first_of_repeated_attributes_counts()
    {
        byte[] buffer = new byte[200];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteUsername("first"u8, "x"u8);
        writer.WriteUsername("second"u8, "x"u8);
        writer.WritePriority(1);
        writer.WritePriority(2);
        writer.WriteNomination(3);
        writer.WriteNomination(4);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
        Assert.That(Encoding.ASCII.GetString(message.Username), Is.EqualTo("first:x"));
        Assert.That(message.Priority, Is.EqualTo(1));
        Assert.That(message.Nomination, Is.EqualTo(3));
    }

    [Test]
    public void Attributes_that_must_be_understood_and_are_not_are_listed_up_to_a_bound()
    {
        byte[] buffer = new byte[400];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        for (ushort i = 0; i < 20; i++)
        {
            writer.WriteAttribute((StunAttributeType)(0x7000 + i), [1]);
            writer.WriteAttribute((StunAttributeType)(0xC100 + i), [1]);
        }

        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
        ushort[] expected = [.. Enumerable.Range(0x7000, StunMessage.MaxUnknownAttributes).Select(type => (ushort)type)];
        Assert.That(message.UnknownAttributes.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void What_is_written_is_read_back()
    {
        byte[] buffer = new byte[400];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteUsername("server12"u8, "cli1"u8);
        writer.WritePriority(0x6E7F00FF);
        writer.WriteUseCandidate();
        writer.WriteIceControlling(0x0123456789ABCDEF);
        writer.WriteNomination(7);
        int length = writer.Complete(Rfc5769.Key);

        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, length), out StunMessage message), Is.True);
        Assert.That(Encoding.ASCII.GetString(message.Username), Is.EqualTo("server12:cli1"));
        Assert.That(message.Priority, Is.EqualTo(0x6E7F00FF));
        Assert.That(message.UseCandidate, Is.True);
        Assert.That(message.IceControlling, Is.EqualTo(0x0123456789ABCDEF));
        Assert.That(message.Nomination, Is.EqualTo(7));
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
        Assert.That(message.HasValidFingerprint(), Is.True);
    }

    [TestCase("192.0.2.1")]
    [TestCase("255.255.255.255")]
    [TestCase("2001:db8::7")]
    [TestCase("::1")]
    public void A_written_mapped_address_is_read_back(string text)
    {
        byte[] buffer = new byte[200];
        StunAddress address = AddressOf(text, 65535);
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, Transaction);
        writer.WriteXorMappedAddress(address);
        int length = writer.Complete(Rfc5769.Key);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, length), out StunMessage message), Is.True);
        Assert.That(message.TryReadMappedAddress(out StunAddress read), Is.True);
        Assert.That(read, Is.EqualTo(address));
    }

    [Test]
    public void A_written_error_is_read_back()
    {
        byte[] buffer = new byte[200];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, Transaction);
        writer.WriteErrorCode(StunErrorCode.RoleConflict);
        writer.WriteUnknownAttributes([0x7001, 0x7002, 0x7003]);
        int length = writer.Complete(Rfc5769.Key);
        Assert.That(StunMessage.TryRead(buffer.AsSpan(0, length), out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.ErrorResponse));
        Assert.That(message.ErrorCode, Is.EqualTo(487));
        Assert.That(message.IsAuthenticatedBy(Rfc5769.Key), Is.True);
        Assert.That(buffer.AsSpan(28, 10).ToArray(), Is.EqualTo(Convert.FromHexString("000A0006700170027003")));
    }

    [TestCase(StunClass.Request, 0x0001)]
    [TestCase(StunClass.Indication, 0x0011)]
    [TestCase(StunClass.SuccessResponse, 0x0101)]
    [TestCase(StunClass.ErrorResponse, 0x0111)]
    public void Class_and_method_share_the_type_field(StunClass messageClass, int type)
    {
        byte[] buffer = new byte[StunMessage.HeaderLength];
        _ = new StunWriter(buffer, messageClass, Transaction);
        Assert.That((buffer[0] << 8) | buffer[1], Is.EqualTo(type));
        Assert.That(StunMessage.TryRead(buffer, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(messageClass));
        Assert.That(message.Method, Is.EqualTo(StunMessage.BindingMethod));

        // Method 0xFFF: all the method bits, none of the class.
        buffer[0] |= 0x3E;
        buffer[1] |= 0xEF;
        Assert.That(StunMessage.TryRead(buffer, out message), Is.True);
        Assert.That(message.Class, Is.EqualTo(messageClass));
        Assert.That(message.Method, Is.EqualTo(0xFFF));
    }

    [Test]
    public void The_servers_ufrag_is_what_stands_before_the_colon()
    {
        Assert.That(StunMessage.TryReadServerUfrag(Rfc5769.Request, out ReadOnlySpan<byte> ufrag), Is.True);
        Assert.That(Encoding.ASCII.GetString(ufrag), Is.EqualTo("evtj"));
    }

    [Test]
    public void Only_a_request_gives_a_ufrag()
    {
        byte[] buffer = new byte[100];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, Transaction);
        writer.WriteUsername("abcd"u8, "efgh"u8);
        Assert.That(StunMessage.TryReadServerUfrag(buffer.AsSpan(0, writer.Length), out _), Is.False);
        buffer[0] = 0;
        Assert.That(StunMessage.TryReadServerUfrag(buffer.AsSpan(0, writer.Length), out _), Is.True);
    }

    [TestCase("nocolon")]
    [TestCase(":remote")]
    public void A_username_without_a_receiver_gives_no_ufrag(string username)
    {
        byte[] buffer = new byte[100];
        var writer = new StunWriter(buffer, StunClass.Request, Transaction);
        writer.WriteAttribute(StunAttributeType.Username, Encoding.ASCII.GetBytes(username));
        Assert.That(StunMessage.TryReadServerUfrag(buffer.AsSpan(0, writer.Length), out _), Is.False);
    }

    [Test]
    public void Hostile_bytes_never_make_the_reader_throw()
    {
        const int seed = 5769;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] samples = [Rfc5769.Request, Rfc5769.IPv4Response, Rfc5769.IPv6Response];
        byte[] buffer = new byte[StunMessage.MaxLength];
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] sample = samples[random.Next(samples.Length)];
            sample.CopyTo(buffer, 0);
            int length = sample.Length;
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                // Behind the cookie, so that most of the walk is reached.
                buffer[random.Next(StunMessage.HeaderLength, length)] = (byte)random.Next(random.Next(2) == 0 ? 256 : 16);
            }

            if (StunMessage.TryRead(buffer.AsSpan(0, length), out StunMessage message))
            {
                read++;
                _ = message.TryReadMappedAddress(out _);
                _ = message.HasValidFingerprint();
                if (message.IsAuthenticatedBy(Rfc5769.Key) && message.HasValidFingerprint())
                {
                    Assert.That(buffer.AsSpan(0, length).SequenceEqual(sample), Is.True, $"a forgery passed at {i}");
                }
            }

            _ = StunMessage.TryReadServerUfrag(buffer.AsSpan(0, length), out _);
        }

        Assert.That(read, Is.GreaterThan(10_000), "the mutations must reach past the header");
    }

    [Test]
    public void Reading_and_checking_a_message_allocates_nothing()
    {
        Check(1_000);
        int checkedMessages = 0;
        long allocated = Allocations.Measure(() => checkedMessages = Check(100_000));
        Assert.That(checkedMessages, Is.EqualTo(100_000));
        Assert.That(allocated, Is.Zero);

        static int Check(int count)
        {
            int good = 0;
            for (int i = 0; i < count; i++)
            {
                if (StunMessage.TryReadServerUfrag(Rfc5769.Request, out _)
                    && StunMessage.TryRead(Rfc5769.Request, out StunMessage message)
                    && message.HasValidFingerprint()
                    && message.IsAuthenticatedBy(Rfc5769.Key))
                {
                    good++;
                }
            }

            return good;
        }
    }

    private static StunAddress AddressOf(string address, ushort port)
    {
        TransportTuple tuple = TransportTuple.From(TransportProtocol.Udp, new IPEndPoint(IPAddress.Parse(address), port));
        return new StunAddress(tuple.Address, tuple.Port);
    }
}
