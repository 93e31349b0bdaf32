using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class HandshakeTests
{
    [Test]
    public void An_association_comes_up_in_two_round_trips()
    {
        var pair = new AssociationPair();
        pair.Client.Association.Connect(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Client.IsUp, 0.081), Is.True);
        Assert.That(pair.Server.IsUp, Is.True);
        Assert.That(pair.Client.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
        Assert.That(pair.Server.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
    }

    [TestCase(31)]
    [TestCase(32)]
    [TestCase(33)]
    public void An_association_comes_up_at_half_loss(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.5, seed));
        Assert.That(pair.Client.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
        Assert.That(pair.Server.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
    }

    [Test]
    public void DATA_queued_before_travels_behind_the_COOKIE_ECHO()
    {
        var pair = new AssociationPair();
        pair.Send(pair.Client, 0, [1, 2, 3]);
        pair.Client.Association.Connect(pair.Now);

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 0.061), Is.True, "a round trip and a half");
    }

    [Test]
    public void DATA_behind_a_lost_COOKIE_ECHO_is_sent_again_with_it()
    {
        var pair = new AssociationPair();
        bool isLost = false;
        pair.Network.ToServer.Filter = packet =>
        {
            bool isFirstEcho = packet[SctpCommonHeader.Length] == (byte)ChunkType.CookieEcho && !isLost;
            isLost |= isFirstEcho;
            return !isFirstEcho;
        };
        pair.Send(pair.Client, 0, [1, 2, 3]);
        pair.Client.Association.Connect(pair.Now);

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 2), Is.True);
        Assert.That(isLost, Is.True);
    }

    [Test]
    public void INITs_that_cross_make_one_association()
    {
        var pair = new AssociationPair();
        pair.Client.Association.Connect(pair.Now);
        pair.Server.Association.Connect(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Client.IsUp && pair.Server.IsUp, 5), Is.True);
        pair.Send(pair.Client, 0, [1]);
        pair.Send(pair.Server, 0, [2]);
        Assert.That(pair.RunUntil(() => pair.Client.Messages.Count == 1 && pair.Server.Messages.Count == 1, 5), Is.True);
        Assert.That(pair.Client.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
        Assert.That(pair.Server.EventKinds, Is.EqualTo(new[] { SctpEventKind.Up }));
    }

    [TestCase(41)]
    [TestCase(42)]
    [TestCase(43)]
    [TestCase(44)]
    public void INITs_that_cross_on_a_lossy_path_make_one_association(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var pair = new AssociationPair(NetworkConditions.Lossy(0.3, seed));
        pair.Client.Association.Connect(pair.Now);
        pair.Server.Association.Connect(pair.Now);
        pair.Send(pair.Client, 0, [1]);
        pair.Send(pair.Server, 0, [2]);
        Assert.That(pair.RunUntil(() => pair.Client.Messages.Count == 1 && pair.Server.Messages.Count == 1), Is.True);
    }

    [Test]
    public void INIT_costs_the_waiting_end_no_state()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie();
        uint firstTag = peer.TheirTag;
        peer.RequestCookie();

        Assert.That(peer.TheirTag, Is.Not.EqualTo(firstTag));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Listening));
        Assert.That(peer.Association.NextTimeout.IsNever, Is.True);
    }

    [Test]
    public void INIT_ACK_says_what_we_speak()
    {
        var peer = new ScriptedPeer(connect: false);
        List<SentChunk> answer = peer.SendPacket(0, ScriptedPeer.Init(peer.Parameters));
        Assert.That(InitChunk.TryRead(answer[0].AsChunk(), out InitChunk ack), Is.True);
        Assert.That(answer[0].VerificationTag, Is.EqualTo(ScriptedPeer.Tag));
        Assert.That(ack.Parameters.HasForwardTsn, Is.True);
        Assert.That(ack.Parameters.HasReConfig, Is.True);
        Assert.That(ack.Parameters.OutboundStreams, Is.EqualTo(1024));
        Assert.That(ack.Parameters.InboundStreams, Is.EqualTo(1024));
        Assert.That(ack.Parameters.ReceiverWindow, Is.EqualTo(256 * 1024));
    }

    [Test]
    public void A_cookie_with_any_byte_changed_is_refused()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie();
        for (int i = 0; i < peer.Cookie.Length; i++)
        {
            byte[] forged = [.. peer.Cookie];
            forged[i] ^= 1;
            Assert.That(peer.SendChunks(ScriptedPeer.Raw(ChunkType.CookieEcho, 0, forged)), Is.Empty);
        }

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Listening));
    }

    [Test]
    public void A_cookie_under_another_tag_is_refused()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie();
        Assert.That(peer.SendPacket(peer.TheirTag + 1, peer.CookieEcho()), Is.Empty);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Listening));
    }

    [Test]
    public void A_cookie_lives_for_a_minute()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie();
        peer.Now += TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(5);
        List<SentChunk> answer = peer.SendChunks(peer.CookieEcho());
        Assert.That(answer.Single().Type, Is.EqualTo(ChunkType.Error));
        Assert.That(ErrorChunk.FirstCause(answer[0].AsChunk()), Is.EqualTo(ErrorCause.StaleCookie));
        Assert.That(answer[0].Value[^4..].ToArray(), Is.EqualTo(new byte[] { 0, 0, 0x13, 0x88 }), "5000 microseconds late");

        peer.RequestCookie();
        peer.Now += TimeSpan.FromSeconds(60);
        Assert.That(peer.SendChunks(peer.CookieEcho()).Single().Type, Is.EqualTo(ChunkType.CookieAck));
    }

    [Test]
    public void A_repeated_COOKIE_ECHO_is_acknowledged_again_and_changes_nothing()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [1]));
        peer.Now += TimeSpan.FromSeconds(90);
        List<SentChunk> answer = peer.SendChunks(peer.CookieEcho(), ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [1]));

        Assert.That(answer[0].Type, Is.EqualTo(ChunkType.CookieAck), "however old the cookie is (section 5.2.4 D)");
        Assert.That(peer.Messages, Has.Count.EqualTo(1));
        Assert.That(peer.Events.Count(happened => happened.Kind == SctpEventKind.Up), Is.EqualTo(1));
    }

    [Test]
    public void All_chunks_behind_a_COOKIE_ECHO_are_taken_in_order()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie();
        List<SentChunk> answer = peer.SendChunks(
            peer.CookieEcho(),
            ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [1]),
            ScriptedPeer.Data(ScriptedPeer.InitialTsn.Next, 0, 1, [2]));

        Assert.That(answer[0].Type, Is.EqualTo(ChunkType.CookieAck));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 1 }, new byte[] { 2 } }));
    }

    [Test]
    public void A_peer_that_restarts_is_recognized_by_its_cookie()
    {
        var peer = new ScriptedPeer();
        peer.Send(3, new byte[100]);
        peer.Drain();
        uint oldTag = peer.TheirTag;
        peer.RequestCookie(tag: 0x12345678);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established), "INIT alone ends nothing");
        List<SentChunk> answer = peer.SendChunks(peer.CookieEcho(), ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [9]));

        Assert.That(answer[0].Type, Is.EqualTo(ChunkType.CookieAck));
        Assert.That(answer[0].VerificationTag, Is.EqualTo(0x12345678u));
        Assert.That(peer.TheirTag, Is.Not.EqualTo(oldTag));
        Assert.That(
            peer.Events.Select(happened => happened.Kind),
            Is.EqualTo(new[] { SctpEventKind.Up, SctpEventKind.Restarted, SctpEventKind.Up, SctpEventKind.Message }));
        Assert.That(peer.Association.BufferedAmount(3), Is.Zero);
        peer.Send(3, [1]);
        SentChunk data = peer.Drain().Single(chunk => chunk.Type == ChunkType.Data);
        Assert.That(data.DataTsn, Is.EqualTo(peer.TheirInitialTsn));
        Assert.That(data.AsData().Ssn, Is.EqualTo(new Ssn(0)));
    }

    [Test]
    public void A_restart_whose_cookie_is_of_another_association_is_refused()
    {
        var peer = new ScriptedPeer(connect: false);
        peer.RequestCookie(tag: 0x11111111);
        byte[] early = peer.CookieEcho();
        uint earlyTag = peer.TheirTag;
        peer.Connect();

        Assert.That(peer.SendPacket(earlyTag, early), Is.Empty, "made when there was no association: no tie tags");
        Assert.That(peer.Events.Select(happened => happened.Kind), Is.EqualTo(new[] { SctpEventKind.Up }));
    }

    [Test]
    public void An_INIT_without_streams_is_aborted()
    {
        var peer = new ScriptedPeer(connect: false);
        List<SentChunk> answer = peer.SendPacket(0, ScriptedPeer.Init(peer.Parameters with { OutboundStreams = 0 }));
        Assert.That(answer.Single().Type, Is.EqualTo(ChunkType.Abort));
        Assert.That(answer[0].VerificationTag, Is.EqualTo(ScriptedPeer.Tag));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Listening));
    }

    [Test]
    public void An_INIT_with_company_or_a_tag_or_no_tag_of_its_own_is_dropped()
    {
        var peer = new ScriptedPeer(connect: false);
        byte[] init = ScriptedPeer.Init(peer.Parameters);
        Assert.That(peer.SendPacket(0, init, ScriptedPeer.Raw(ChunkType.CookieAck, 0, [])), Is.Empty);
        Assert.That(peer.SendPacket(1, init), Is.Empty);
        Assert.That(peer.SendPacket(0, ScriptedPeer.Init(peer.Parameters with { Tag = 0 })), Is.Empty);
    }

    [Test]
    public void INIT_is_repeated_at_one_two_and_four_seconds()
    {
        var pair = new AssociationPair();
        var sentAt = new List<double>();
        double start = pair.Now.Nanoseconds / 1e9;
        pair.Network.ToServer.Filter = _ =>
        {
            sentAt.Add((pair.Now.Nanoseconds / 1e9) - start);
            return false;
        };
        pair.Client.Association.Connect(pair.Now);
        pair.RunFor(12);
        Assert.That(sentAt, Is.EqualTo(new[] { 0.0, 1, 3, 7, 11 }).Within(0.001));
    }

    [Test]
    public void A_peer_with_few_streams_gets_no_more_than_it_takes()
    {
        var pair = AssociationPair.Connected(server: new SctpOptions { MaxStreams = 4 });
        Assert.That(pair.Send(pair.Client, 3, [1]), Is.EqualTo(SendResult.Queued));
        Assert.That(pair.Send(pair.Client, 4, [1]), Is.EqualTo(SendResult.NotOpen));
    }

    [Test]
    public void A_stale_cookie_makes_the_opener_begin_again()
    {
        var pair = new AssociationPair();
        bool isHeld = true;
        pair.Network.ToServer.Filter = packet => !(isHeld && packet[SctpCommonHeader.Length] == (byte)ChunkType.CookieEcho);
        pair.Client.Association.Connect(pair.Now);
        pair.RunFor(70);
        Assert.That(pair.Client.Association.State, Is.EqualTo(SctpState.CookieEchoed));
        isHeld = false;
        Assert.That(pair.RunUntil(() => pair.Client.IsUp && pair.Server.IsUp, 10), Is.True);
    }
}
