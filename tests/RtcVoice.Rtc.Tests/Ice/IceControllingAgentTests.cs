using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>The two agents together, over a path that delays, loses and lies.</summary>
[TestFixture]
internal sealed class IceControllingAgentTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private IceLink _link = null!;

    [SetUp]
    public void SetUp() => _link = new IceLink(seed: 8445);

    [TearDown]
    public void TearDown() => _link.Dispose();

    [Test]
    public void The_server_can_send_after_half_a_round_trip_and_is_nominated_after_two()
    {
        Instant begin = _link.Now;
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, begin);
        Assert.That(_link.RunUntil(() => _link.Server.HasConsent, Minute), Is.True);
        Assert.That(_link.Now - begin, Is.EqualTo(_link.Delay));
        Assert.That(_link.Server.SelectedTuple, Is.EqualTo(_link.ClientAddress));

        Assert.That(_link.RunUntil(() => _link.Client.IsNominated, Minute), Is.True);
        Assert.That(_link.Now - begin, Is.EqualTo(_link.Delay * 4), "the nomination does not wait for its turn");
        Assert.That(_link.Client.State, Is.EqualTo(IceState.Connected));
        Assert.That(_link.Client.SelectedTuple, Is.EqualTo(IceLink.ServerUdp));
        Assert.That(_link.Client.RoundTripTime, Is.EqualTo(_link.Delay * 2));
        Assert.That(_link.Client.MappedAddress, Is.EqualTo(new StunAddress(_link.ClientAddress.Address, _link.ClientAddress.Port)));
    }

    [Test]
    public void A_server_of_which_one_address_is_dead_is_reached_by_the_other()
    {
        _link.Reaches = destination => destination == IceLink.ServerUdp;
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp6, _link.Now);
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        Assert.That(_link.RunUntil(() => _link.Client.IsNominated, TimeSpan.FromSeconds(1)), Is.True);
        Assert.That(_link.Client.SelectedTuple, Is.EqualTo(IceLink.ServerUdp));
    }

    [Test]
    public void Checks_are_paced()
    {
        _link.Reaches = _ => false;
        for (int port = 7000; port < 7010; port++)
        {
            _link.Client.AddRemoteCandidate(IceLink.TupleOf("203.0.113.7", port), _link.Now);
        }

        _link.Run(Minute);
        Assert.That(_link.Requests, Has.Count.EqualTo(10 * IceControllingAgent.MaxAttempts), "a check is given up after so many");
        for (int i = 1; i < _link.Requests.Count; i++)
        {
            Assert.That(_link.Requests[i].At - _link.Requests[i - 1].At, Is.GreaterThanOrEqualTo(IceControllingAgent.Pacing));
        }
    }

    [Test]
    public void An_unanswered_check_is_repeated_more_and_more_slowly()
    {
        _link.Reaches = _ => false;
        Instant begin = _link.Now;
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, begin);
        _link.Run(Minute);
        double[] at = [.. _link.Requests.Select(request => (request.At - begin).TotalMilliseconds)];
        Assert.That(at, Is.EqualTo(new double[] { 0, 100, 300, 700, 1500, 3100, 4700 }));
        Assert.That(_link.Client.State, Is.EqualTo(IceState.Failed));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void A_third_of_the_packets_lost_does_not_keep_them_apart(int seed)
    {
        _link.Dispose();
        _link = new IceLink(seed) { Loss = 0.33 };
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        Assert.That(_link.RunUntil(() => _link.Client.IsNominated, TimeSpan.FromSeconds(10)), Is.True);
        _link.Run(TimeSpan.FromMinutes(10));
        Assert.That(_link.Client.State, Is.EqualTo(IceState.Connected).Or.EqualTo(IceState.Suspect));
        Assert.That(_link.Server.HasConsent, Is.True);
        Assert.That(_link.ServerEvents.Select(entry => entry.Event.Kind), Has.None.EqualTo(IceEventKind.ConsentLost));
        Assert.That(_link.ServerEvents.Count(entry => entry.Event.Kind == IceEventKind.SelectedTupleChanged), Is.EqualTo(1));
    }

    [Test]
    public void Consent_is_asked_every_two_and_a_half_seconds()
    {
        Connect();
        _link.Requests.Clear();
        _link.Run(TimeSpan.FromSeconds(251));
        Assert.That(_link.Requests, Has.Count.EqualTo(100));
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Connected));
        Assert.That(_link.Server.Count(IceVerdict.Answered), Is.EqualTo(_link.Requests.Count + 2));
    }

    [Test]
    public void When_the_path_dies_both_sides_notice_and_give_up_after_thirty_seconds()
    {
        Connect();
        _link.Run(TimeSpan.FromSeconds(10));
        _link.Loss = 1;
        Instant cut = _link.Now;
        _link.Run(Minute);
        Assert.That(StatesAfter(cut, _link.ServerEvents), Is.EqualTo(new[] { IceState.Suspect, IceState.Disconnected, IceState.Failed }));
        Assert.That(StatesAfter(cut, _link.ClientEvents), Is.EqualTo(new[] { IceState.Suspect, IceState.Disconnected, IceState.Failed }));
        Instant lost = _link.ServerEvents.Single(entry => entry.Event.Kind == IceEventKind.ConsentLost).At;
        Assert.That((lost - cut).TotalSeconds, Is.InRange(27.5, 30.1));
    }

    [Test]
    public void A_path_that_comes_back_in_time_is_connected_again()
    {
        Connect();
        _link.Loss = 1;
        _link.Run(TimeSpan.FromSeconds(20));
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Disconnected));
        _link.Loss = 0;
        Assert.That(_link.RunUntil(() => _link.Server.State == IceState.Connected, TimeSpan.FromSeconds(1)), Is.True);
        _link.Run(TimeSpan.FromSeconds(1));
        Assert.That(_link.Client.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void A_client_on_a_new_network_takes_media_with_it_in_half_a_round_trip()
    {
        Connect();
        _link.Run(TimeSpan.FromSeconds(4));
        TransportTuple mobile = IceLink.TupleOf("192.0.2.200", 33333);
        _link.ClientAddress = mobile;
        Instant moved = _link.Now;
        _link.Client.Nominate(IceLink.ServerUdp, _link.Now);
        Assert.That(_link.RunUntil(() => _link.Server.SelectedTuple == mobile, Minute), Is.True);
        Assert.That(_link.Now - moved, Is.EqualTo(_link.Delay));
        _link.Run(Minute);
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Connected));
        Assert.That(_link.Client.MappedAddress!.Value.Port, Is.EqualTo(33333));
    }

    [Test]
    public void A_new_NAT_mapping_is_followed_at_the_next_consent_check()
    {
        Connect();
        TransportTuple mapping = _link.ClientAddress with { Port = 61000 };
        _link.ClientAddress = mapping;
        Assert.That(_link.RunUntil(() => _link.Server.SelectedTuple == mapping, TimeSpan.FromSeconds(3)), Is.True);
    }

    [Test]
    public void A_client_can_move_to_another_of_the_servers_addresses()
    {
        Connect();
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp6, _link.Now);
        _link.Run(TimeSpan.FromSeconds(1));
        Assert.That(_link.Client.SelectedTuple, Is.EqualTo(IceLink.ServerUdp));
        _link.Client.Nominate(IceLink.ServerUdp6, _link.Now);
        _link.Run(TimeSpan.FromSeconds(1));
        Assert.That(_link.Client.SelectedTuple, Is.EqualTo(IceLink.ServerUdp6));
        _link.Requests.Clear();
        _link.Run(TimeSpan.FromSeconds(10));
        Assert.That(_link.Requests.Select(request => request.Destination).Distinct(), Is.EqualTo(new[] { IceLink.ServerUdp6 }));
    }

    [Test]
    public void A_restart_completes_on_both_sides_without_a_gap()
    {
        Connect();
        IceCredentials server = _link.NewCredentials();
        IceCredentials client = _link.NewCredentials();
        IceCredentials before = _link.Server.LocalCredentials;
        _link.Server.Restart(server, client.Ufrag, _link.Now);

        // The answer is still on its way: checks come with the old credentials.
        _link.Run(TimeSpan.FromSeconds(6));
        Assert.That(_link.Server.PreviousCredentials, Is.SameAs(before));
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Connected));

        _link.Client.Restart(client, server, _link.Now);
        _link.Run(TimeSpan.FromSeconds(1));
        Assert.That(_link.Client.IsNominated, Is.True);
        Assert.That(_link.Server.PreviousCredentials, Is.Null);
        Assert.That(_link.ServerEvents.Select(entry => entry.Event.Kind), Has.One.EqualTo(IceEventKind.RestartCompleted));
        Assert.That(_link.ClientEvents.Select(entry => entry.Event.Kind), Has.One.EqualTo(IceEventKind.RestartCompleted));
        Assert.That(_link.ServerEvents.Select(entry => entry.Event.Kind), Has.None.EqualTo(IceEventKind.ConsentLost));
        _link.Run(Minute);
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void A_restart_on_a_new_network_brings_a_disconnected_call_back()
    {
        Connect();
        _link.Loss = 1;
        _link.Run(TimeSpan.FromSeconds(25));
        _link.Loss = 0;
        _link.ClientAddress = IceLink.TupleOf("2001:db8:ffff::5", 40404);
        IceCredentials server = _link.NewCredentials();
        IceCredentials client = _link.NewCredentials();
        _link.Server.Restart(server, client.Ufrag, _link.Now);
        _link.Client.Restart(client, server, _link.Now);
        Assert.That(_link.RunUntil(() => _link.Client.IsNominated, TimeSpan.FromSeconds(1)), Is.True);
        Assert.That(_link.Server.SelectedTuple, Is.EqualTo(_link.ClientAddress));
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void Answers_that_do_not_verify_are_not_believed()
    {
        _link.Tamper = datagram =>
        {
            // The mapped address, with a fingerprint made again: only the integrity can tell.
            datagram[31] ^= 1;
            uint crc = StunFingerprint.Compute(datagram.AsSpan(0, datagram.Length - 8));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(datagram.Length - 4), crc);
            return datagram;
        };
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        _link.Run(TimeSpan.FromSeconds(29));
        Assert.That(_link.Server.Count(IceVerdict.Answered), Is.EqualTo(IceControllingAgent.MaxAttempts));
        Assert.That(_link.Client.State, Is.EqualTo(IceState.New));
        Assert.That(_link.Client.SelectedTuple, Is.Null);
    }

    [Test]
    public void An_answer_is_believed_once_and_only_from_where_it_was_asked()
    {
        byte[] buffer = new byte[1500];
        IceLiteAgent server = _link.Server;
        IceControllingAgent client = _link.Client;
        client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        client.TryPollTransmit(buffer, out int length, out _);
        server.HandleDatagram(_link.ClientAddress, buffer.AsSpan(0, length), _link.Now);
        server.TryPollTransmit(buffer, out length, out _);

        Assert.That(client.HandleDatagram(IceLink.ServerUdp6, buffer.AsSpan(0, length), _link.Now), Is.False);
        Assert.That(client.HandleDatagram(IceLink.ServerUdp, buffer.AsSpan(0, length), _link.Now), Is.True);
        Assert.That(client.HandleDatagram(IceLink.ServerUdp, buffer.AsSpan(0, length), _link.Now), Is.False);
    }

    [Test]
    public void The_answer_to_a_plain_check_is_not_taken_for_one_to_the_nomination()
    {
        byte[] buffer = new byte[1500];
        IceControllingAgent client = _link.Client;
        client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        client.Nominate(IceLink.ServerUdp, _link.Now);
        Assert.That(AnswerNext(), Is.True);
        Assert.That(client.IsNominated, Is.False);
        Assert.That(AnswerNext(), Is.True);
        Assert.That(client.IsNominated, Is.True);

        bool AnswerNext()
        {
            Assert.That(client.TryPollTransmit(buffer, out int length, out _), Is.True);
            _link.Server.HandleDatagram(_link.ClientAddress, buffer.AsSpan(0, length), _link.Now);
            _link.Server.TryPollTransmit(buffer, out length, out _);
            return client.HandleDatagram(IceLink.ServerUdp, buffer.AsSpan(0, length), _link.Now);
        }
    }

    [Test]
    public void An_answer_made_with_the_credentials_before_a_restart_is_not_believed()
    {
        byte[] buffer = new byte[1500];
        IceControllingAgent client = _link.Client;
        client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        client.TryPollTransmit(buffer, out int length, out _);
        _link.Server.HandleDatagram(_link.ClientAddress, buffer.AsSpan(0, length), _link.Now);
        _link.Server.TryPollTransmit(buffer, out length, out _);
        client.Restart(_link.NewCredentials(), _link.NewCredentials(), _link.Now);
        Assert.That(client.HandleDatagram(IceLink.ServerUdp, buffer.AsSpan(0, length), _link.Now), Is.False);
    }

    [Test]
    public void A_refusal_ends_the_pair_and_is_told()
    {
        byte[] buffer = new byte[1500];
        IceControllingAgent client = _link.Client;
        client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        client.TryPollTransmit(buffer, out _, out _);
        StunTransactionId transaction = StunTransactionId.Read(buffer.AsSpan(8));
        var refusal = new StunWriter(buffer, StunClass.ErrorResponse, transaction);
        refusal.WriteErrorCode(StunErrorCode.RoleConflict);
        int length = refusal.Complete(_link.Server.LocalCredentials.Key);
        Assert.That(client.HandleDatagram(IceLink.ServerUdp, buffer.AsSpan(0, length), _link.Now), Is.True);
        Assert.That(client.LastErrorCode, Is.EqualTo(487));
        _link.Run(TimeSpan.FromSeconds(20));
        Assert.That(_link.Requests, Is.Empty);
    }

    [Test]
    public void A_closed_client_is_silent()
    {
        Connect();
        _link.Client.Close();
        _link.Requests.Clear();
        _link.Run(Minute);
        Assert.That(_link.Requests, Is.Empty);
        Assert.That(_link.Client.State, Is.EqualTo(IceState.Closed));
        Assert.That(_link.Server.State, Is.EqualTo(IceState.Failed));
    }

    [Test]
    public void Keeping_consent_allocates_nothing()
    {
        byte[] buffer = new byte[1500];
        Connect();
        Instant now = _link.Now;
        Ask(1_000);
        int answered = 0;
        long allocated = Allocations.Measure(() => answered = Ask(20_000));
        Assert.That(answered, Is.EqualTo(20_000));
        Assert.That(allocated, Is.Zero);

        int Ask(int count)
        {
            int answers = 0;
            while (answers < count)
            {
                now = _link.Client.NextTimeout;
                _link.Client.HandleTimeout(now);
                while (_link.Client.TryPollTransmit(buffer, out int length, out TransportTuple destination))
                {
                    _link.Server.HandleDatagram(_link.ClientAddress, buffer.AsSpan(0, length), now);
                    _link.Server.TryPollTransmit(buffer, out length, out _);
                    answers += _link.Client.HandleDatagram(destination, buffer.AsSpan(0, length), now) ? 1 : 0;
                }
            }

            return answers;
        }
    }

    private void Connect()
    {
        _link.Client.AddRemoteCandidate(IceLink.ServerUdp, _link.Now);
        Assert.That(_link.RunUntil(() => _link.Client.IsNominated, TimeSpan.FromSeconds(1)), Is.True);
    }

    private static IceState[] StatesAfter(Instant begin, List<(Instant At, IceEvent Event)> events) =>
    [
        .. events.Where(entry => entry.At >= begin && entry.Event.Kind == IceEventKind.StateChanged).Select(entry => entry.Event.State),
    ];
}
