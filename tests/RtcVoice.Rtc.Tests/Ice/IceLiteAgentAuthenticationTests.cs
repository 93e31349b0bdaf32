using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;
using RtcVoice.TestKit;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>Who is answered, and what becomes of everything else.</summary>
[TestFixture]
internal sealed class IceLiteAgentAuthenticationTests
{
    private LiteAgentDriver _driver = null!;

    [SetUp]
    public void SetUp() => _driver = new LiteAgentDriver();

    [Test]
    public void An_authenticated_request_is_answered_with_the_address_it_came_from()
    {
        BindingRequest request = _driver.Request();
        Assert.That(_driver.Receive(request), Is.EqualTo(IceVerdict.Answered));

        Assert.That(_driver.Sent, Has.Count.EqualTo(1));
        Assert.That(_driver.Sent[0].Destination, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        StunMessage answer = _driver.Answer();
        Assert.That(answer.Class, Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(answer.TransactionId, Is.EqualTo(request.Transaction));
        Assert.That(answer.TryReadMappedAddress(out StunAddress mapped), Is.True);
        Assert.That(mapped, Is.EqualTo(new StunAddress(LiteAgentDriver.Tuple(1).Address, LiteAgentDriver.Tuple(1).Port)));
    }

    [Test]
    public void A_request_over_IPv6_is_answered_with_an_IPv6_address()
    {
        TransportTuple source = TransportTuple.From(
            TransportProtocol.Udp, new System.Net.IPEndPoint(System.Net.IPAddress.Parse("2001:db8::99"), 40000));
        Assert.That(_driver.Receive(_driver.Request().Build(), source), Is.EqualTo(IceVerdict.Answered));
        Assert.That(_driver.Answer().TryReadMappedAddress(out StunAddress mapped), Is.True);
        Assert.That(mapped, Is.EqualTo(new StunAddress(source.Address, source.Port)));
    }

    [Test]
    public void A_missing_integrity_meets_silence() =>
        AssertSilence(_driver.Request() with { HasIntegrity = false }, IceVerdict.NoCredentials);

    [Test]
    public void A_missing_username_meets_silence() =>
        AssertSilence(_driver.Request() with { Username = "" }, IceVerdict.NoCredentials);

    [Test]
    public void A_forged_integrity_meets_silence() =>
        AssertSilence(_driver.Request() with { Password = "aaaaaaaaaaaaaaaaaaaaaaaa" }, IceVerdict.BadIntegrity);

    [Test]
    public void A_missing_fingerprint_meets_silence() =>
        AssertSilence(_driver.Request() with { HasFingerprint = false }, IceVerdict.BadFingerprint);

    [Test]
    public void A_missing_priority_meets_silence() =>
        AssertSilence(_driver.Request() with { Priority = null }, IceVerdict.NoPriority);

    [TestCase("someoneElse:clnt")]
    [TestCase("{0}")]
    [TestCase("{0}:")]
    [TestCase("{0}x:clnt")]
    public void A_username_of_another_session_meets_silence(string username) =>
        AssertSilence(
            _driver.Request() with { Username = string.Format(null, username, _driver.Agent.LocalCredentials.Ufrag) },
            IceVerdict.UnknownUsername);

    [TestCase(StunClass.Indication)]
    [TestCase(StunClass.SuccessResponse)]
    [TestCase(StunClass.ErrorResponse)]
    public void Responses_and_indications_meet_silence(StunClass messageClass) =>
        AssertSilence(_driver.Request() with { Class = messageClass }, IceVerdict.NotBindingRequest);

    [Test]
    public void Where_the_peers_ufrag_is_known_the_username_must_hold_it()
    {
        _driver = new LiteAgentDriver(remoteUfrag: "Browser+1");
        AssertSilence(_driver.Request(), IceVerdict.UnknownUsername);
        Assert.That(_driver.Receive(_driver.Request() with { ClientUfrag = "Browser+1" }), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void An_unknown_attribute_that_must_be_understood_is_answered_420_and_named()
    {
        Assert.That(
            _driver.Receive(_driver.Request() with { Unknown = [0x7001, 0x7002] }), Is.EqualTo(IceVerdict.AnsweredUnknownAttribute));
        StunMessage answer = _driver.Answer();
        Assert.That(answer.ErrorCode, Is.EqualTo(420));
        Assert.That(Convert.ToHexString(_driver.Sent[^1].Datagram), Does.Contain("000A000470017002"));
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1)), Is.False);
    }

    [Test]
    public void A_420_that_names_as_many_attributes_as_it_can_fits_its_slot()
    {
        ushort[] unknown = [.. Enumerable.Range(0x7000, 12).Select(type => (ushort)type)];
        Assert.That(_driver.Receive(_driver.Request() with { Unknown = unknown }), Is.EqualTo(IceVerdict.AnsweredUnknownAttribute));
        Assert.That(_driver.Answer().ErrorCode, Is.EqualTo(420));
    }

    [Test]
    public void The_private_attributes_of_Chrome_are_skipped() =>
        Assert.That(
            _driver.Receive(_driver.Request() with { Unknown = [0xC057, 0xC058, 0xC059, 0xC060, 0xC070, 0xC071] }),
            Is.EqualTo(IceVerdict.Answered));

    [Test]
    public void A_peer_that_holds_the_controlled_role_is_answered_487()
    {
        Assert.That(_driver.Receive(_driver.Request() with { IsControlled = true }), Is.EqualTo(IceVerdict.AnsweredRoleConflict));
        Assert.That(_driver.Answer().ErrorCode, Is.EqualTo(487));
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1)), Is.False);
        Assert.That(_driver.Agent.State, Is.EqualTo(IceState.New));
    }

    [Test]
    public void Errors_are_not_told_to_those_who_do_not_know_the_password()
    {
        const string forged = "aaaaaaaaaaaaaaaaaaaaaaaa";
        AssertSilence(_driver.Request() with { IsControlled = true, Password = forged }, IceVerdict.BadIntegrity);
        AssertSilence(_driver.Request() with { Unknown = [0x7001], Password = forged }, IceVerdict.BadIntegrity);
    }

    [Test]
    public void Only_a_tuple_that_was_authenticated_is_validated()
    {
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Receive(_driver.Request() with { HasIntegrity = false }, from: 2);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1)), Is.True);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(2)), Is.False);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1) with { Port = 1 }), Is.False);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1, TransportProtocol.Tcp)), Is.False);
    }

    [Test]
    public void Each_tuple_is_answered_fifty_times_a_second_and_no_more()
    {
        for (int i = 0; i < IceTuple.MaxRequestsPerSecond; i++)
        {
            Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Answered));
        }

        AssertSilence(_driver.Request(), IceVerdict.RateLimited);
        Assert.That(_driver.Receive(_driver.Request(), from: 2), Is.EqualTo(IceVerdict.Answered), "each tuple has a rate of its own");
        _driver.Wait(0.999);
        AssertSilence(_driver.Request(), IceVerdict.RateLimited);
        _driver.Wait(0.001);
        Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Forgeries_from_the_address_of_a_known_tuple_do_not_use_up_its_rate()
    {
        _driver.Receive(_driver.Request());
        for (int i = 0; i < 10 * IceTuple.MaxRequestsPerSecond; i++)
        {
            AssertSilence(_driver.Request() with { Password = "aaaaaaaaaaaaaaaaaaaaaaaa" }, IceVerdict.BadIntegrity);
        }

        Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void A_flood_of_strangers_is_dropped_unhashed_and_leaves_known_tuples_alone()
    {
        _driver.Receive(_driver.Request());
        BindingRequest forged = _driver.Request() with { Password = "aaaaaaaaaaaaaaaaaaaaaaaa" };
        for (int i = 0; i < IceLiteAgent.MaxStrangersPerSecond; i++)
        {
            Assert.That(_driver.Receive(forged, from: 2 + i), Is.EqualTo(IceVerdict.BadIntegrity));
        }

        Assert.That(_driver.Receive(forged, from: 200), Is.EqualTo(IceVerdict.StrangersLimited));
        Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Answered));
        _driver.Wait(1);
        Assert.That(_driver.Receive(_driver.Request(), from: 201), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Every_truncation_of_a_good_request_meets_silence()
    {
        byte[] request = _driver.Request().Build();
        for (int length = 0; length < request.Length; length++)
        {
            Assert.That(_driver.Receive(request[..length], LiteAgentDriver.Tuple(1)), Is.Not.EqualTo(IceVerdict.Answered));
        }

        Assert.That(_driver.Sent, Is.Empty);
    }

    [Test]
    public void A_good_request_with_any_bit_flipped_meets_silence()
    {
        byte[] request = _driver.Request().Build();
        for (int bit = 0; bit < request.Length * 8; bit++)
        {
            request[bit / 8] ^= (byte)(1 << (bit % 8));
            _driver.Receive(request, LiteAgentDriver.Tuple(1));
            request[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.That(_driver.Sent, Is.Empty);
        Assert.That(_driver.Events, Is.Empty);
        Assert.That(_driver.Receive(request, LiteAgentDriver.Tuple(1)), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Nothing_is_sent_before_authentication_whatever_comes_in()
    {
        const int seed = 487;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const string forged = "aaaaaaaaaaaaaaaaaaaaaaaa";
        for (int i = 0; i < 20_000; i++)
        {
            byte[] datagram = random.Next(4) switch
            {
                0 => Noise(random),
                1 => Recomputed(Mutated(random, _driver.Request().Build())),
                2 => (_driver.Request() with { Password = forged, UseCandidate = true, Unknown = [(ushort)random.Next(65536)] }).Build(),
                _ => (_driver.Request() with { HasIntegrity = false, IsControlled = random.Next(2) == 0 }).Build(),
            };
            _driver.Receive(datagram, LiteAgentDriver.Tuple(random.Next(1, 250)));
            _driver.Wait(0.001);
        }

        Assert.That(_driver.BytesIn, Is.GreaterThan(1_000_000));
        Assert.That(_driver.BytesOut, Is.Zero);
        Assert.That(_driver.Agent.Count(IceVerdict.BadIntegrity), Is.GreaterThan(1_000), "the walk must reach the hash");
    }

    [Test]
    public void No_answer_is_longer_than_the_request_that_asked_for_it()
    {
        BindingRequest[] requests =
        [
            _driver.Request(),
            _driver.Request() with { IsControlled = true },
            _driver.Request() with { Unknown = [0x7001] },
            _driver.Request() with { Unknown = [.. Enumerable.Range(0x7000, 20).Select(type => (ushort)type)] },
        ];
        TransportTuple source = TransportTuple.From(
            TransportProtocol.Udp, new System.Net.IPEndPoint(System.Net.IPAddress.Parse("2001:db8::99"), 40000));
        foreach (BindingRequest request in requests)
        {
            byte[] datagram = request.Build();
            _driver.Receive(datagram, source);
            Assert.That(_driver.Sent[^1].Datagram, Has.Length.LessThanOrEqualTo(datagram.Length));
        }

        Assert.That(_driver.Sent, Has.Count.EqualTo(requests.Length));
    }

    [Test]
    public void An_owner_that_does_not_fetch_answers_gets_no_more_than_the_queue_holds()
    {
        byte[] request = _driver.Request().Build();
        var verdicts = new List<IceVerdict>();
        for (int i = 0; i < 6; i++)
        {
            verdicts.Add(_driver.Agent.HandleDatagram(LiteAgentDriver.Tuple(1), request, _driver.Now));
        }

        Assert.That(verdicts, Is.EqualTo(
            Enumerable.Repeat(IceVerdict.Answered, 4).Concat(Enumerable.Repeat(IceVerdict.TransmitQueueFull, 2))));
        _driver.Drain();
        Assert.That(_driver.Sent, Has.Count.EqualTo(4));
        Assert.That(_driver.Receive(request, LiteAgentDriver.Tuple(1)), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Answering_in_the_steady_state_allocates_nothing()
    {
        byte[] request = (_driver.Request() with { UseCandidate = true }).Build();
        byte[] buffer = new byte[1500];
        TransportTuple source = LiteAgentDriver.Tuple(1);
        RtcVoice.Timing.Instant now = _driver.Now;
        Answer(1_000);
        int answered = 0;
        long allocated = Allocations.Measure(() => answered = Answer(100_000));
        Assert.That(answered, Is.EqualTo(100_000));
        Assert.That(allocated, Is.Zero);

        int Answer(int count)
        {
            int answers = 0;
            for (int i = 0; i < count; i++)
            {
                now += TimeSpan.FromMilliseconds(21);
                _driver.Agent.HandleDatagram(source, request, now);
                while (_driver.Agent.TryPollTransmit(buffer, out _, out _))
                {
                    answers++;
                }

                while (_driver.Agent.TryPollEvent(out _))
                {
                }

                _driver.Agent.OnMediaAuthenticated(now);
                _driver.Agent.HandleTimeout(now);
                _ = _driver.Agent.IsValidated(source);
            }

            return answers;
        }
    }

    private void AssertSilence(BindingRequest request, IceVerdict verdict)
    {
        int sent = _driver.Sent.Count;
        long before = _driver.Agent.Count(verdict);
        Assert.That(_driver.Receive(request), Is.EqualTo(verdict));
        Assert.That(_driver.Agent.Count(verdict), Is.EqualTo(before + 1));
        Assert.That(_driver.Sent, Has.Count.EqualTo(sent));
    }

    private static byte[] Noise(Random random)
    {
        byte[] datagram = new byte[random.Next(0, 200)];
        random.NextBytes(datagram);
        if (datagram.Length > 0)
        {
            datagram[0] &= 3;
        }

        return datagram;
    }

    private static byte[] Mutated(Random random, byte[] datagram)
    {
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            datagram[random.Next(StunMessage.HeaderLength, datagram.Length - 8)] ^= (byte)random.Next(1, 256);
        }

        return datagram;
    }

    /// <summary>An attacker can make a fingerprint; only the integrity keeps it out.</summary>
    private static byte[] Recomputed(byte[] datagram)
    {
        uint crc = StunFingerprint.Compute(datagram.AsSpan(0, datagram.Length - 8));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(datagram.Length - 4), crc);
        return datagram;
    }
}
