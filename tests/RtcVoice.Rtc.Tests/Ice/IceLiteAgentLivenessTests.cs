using RtcVoice.Rtc.Ice;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>Consent, liveness and restart.</summary>
[TestFixture]
internal sealed class IceLiteAgentLivenessTests
{
    private LiteAgentDriver _driver = null!;

    private IceState State => _driver.Agent.State;

    [SetUp]
    public void SetUp() => _driver = new LiteAgentDriver();

    [Test]
    public void A_session_that_is_never_checked_expires_in_thirty_seconds()
    {
        _driver.Wait(29.999);
        Assert.That(State, Is.EqualTo(IceState.New));
        _driver.Wait(0.001);
        Assert.That(State, Is.EqualTo(IceState.Failed));
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[] { IceEventKind.UfragRetired, IceEventKind.StateChanged }));
        Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Ended));
        Assert.That(_driver.Sent, Is.Empty);
    }

    [Test]
    public void Forgeries_do_not_keep_a_half_open_session()
    {
        for (int i = 0; i < 29; i++)
        {
            _driver.Receive(_driver.Request() with { Password = "aaaaaaaaaaaaaaaaaaaaaaaa" });
            _driver.Wait(1);
        }

        _driver.Wait(1);
        Assert.That(State, Is.EqualTo(IceState.Failed));
    }

    [Test]
    public void A_silent_peer_becomes_suspect_then_disconnected_then_failed()
    {
        _driver.Receive(_driver.Request());
        (double Wait, IceState State)[] steps =
        [
            (4.999, IceState.Connected), (0.001, IceState.Suspect), (9.999, IceState.Suspect),
            (0.001, IceState.Disconnected), (14.999, IceState.Disconnected), (0.001, IceState.Failed),
        ];
        foreach ((double wait, IceState state) in steps)
        {
            _driver.Wait(wait);
            Assert.That(State, Is.EqualTo(state));
        }
    }

    [Test]
    public void A_failed_session_gives_everything_back()
    {
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Receive(_driver.Request(), from: 2);
        string before = _driver.Agent.LocalCredentials.Ufrag;
        Assert.That(_driver.Agent.Restart(_driver.NewCredentials(), null, _driver.Now), Is.True);
        string after = _driver.Agent.LocalCredentials.Ufrag;
        _driver.TakeEventKinds();
        _driver.Wait(31);

        Assert.That(_driver.Agent.SelectedTuple, Is.Null);
        Assert.That(_driver.Agent.HasConsent, Is.False);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1)), Is.False);
        Assert.That(Of(IceEventKind.TupleRemoved).Select(happened => happened.Tuple), Is.EquivalentTo(new TransportTuple?[]
        {
            LiteAgentDriver.Tuple(1), LiteAgentDriver.Tuple(2),
        }));
        Assert.That(Of(IceEventKind.UfragRetired).Select(happened => happened.Ufrag), Is.EquivalentTo(new[] { before, after }));
        Assert.That(_driver.Events[^1], Is.EqualTo(new IceEvent(IceEventKind.StateChanged, IceState.Failed)));
        Assert.That(_driver.Agent.NextTimeout, Is.EqualTo(Instant.Never));
        Assert.That(_driver.Agent.Restart(_driver.NewCredentials(), null, _driver.Now), Is.False);
    }

    [Test]
    public void A_closed_session_is_silent()
    {
        _driver.Receive(_driver.Request());
        _driver.Agent.Close();
        _driver.Agent.Close();
        _driver.Drain();
        Assert.That(State, Is.EqualTo(IceState.Closed));
        Assert.That(_driver.Receive(_driver.Request()), Is.EqualTo(IceVerdict.Ended));
        Assert.That(_driver.Sent, Has.Count.EqualTo(1));
        _driver.Wait(60);
        Assert.That(State, Is.EqualTo(IceState.Closed));
    }

    [Test]
    public void Every_authenticated_request_keeps_a_session_alive()
    {
        for (int i = 0; i < 100; i++)
        {
            _driver.Receive(_driver.Request());
            _driver.Wait(4.9);
            Assert.That(State, Is.EqualTo(IceState.Connected));
            Assert.That(_driver.Agent.HasConsent, Is.True);
        }
    }

    [Test]
    public void A_suspect_peer_that_speaks_again_is_connected()
    {
        _driver.Receive(_driver.Request());
        _driver.Wait(6);
        Assert.That(State, Is.EqualTo(IceState.Suspect));
        _driver.Receive(_driver.Request());
        Assert.That(State, Is.EqualTo(IceState.Connected));
        _driver.Wait(6);
        _driver.Agent.OnMediaAuthenticated(_driver.Now);
        Assert.That(State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void Media_keeps_the_state_but_not_the_consent_to_send()
    {
        _driver.Receive(_driver.Request());
        _driver.TakeEventKinds();
        for (int i = 0; i < 40; i++)
        {
            _driver.Wait(1);
            _driver.Agent.OnMediaAuthenticated(_driver.Now);
            Assert.That(_driver.Agent.HasConsent, Is.EqualTo(i < 29), $"after {i + 1} s");
            Assert.That(State, Is.EqualTo(IceState.Connected));
        }

        _driver.Drain();
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[] { IceEventKind.ConsentLost }));
        _driver.Receive(_driver.Request());
        Assert.That(_driver.Agent.HasConsent, Is.True);
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[] { IceEventKind.ConsentGranted }));
    }

    [Test]
    public void Media_before_the_first_check_is_no_sign_of_life()
    {
        _driver.Agent.OnMediaAuthenticated(_driver.Now);
        Assert.That(State, Is.EqualTo(IceState.New));
        _driver.Wait(30);
        Assert.That(State, Is.EqualTo(IceState.Failed));
    }

    [Test]
    public void When_consent_on_the_selected_tuple_runs_out_media_goes_where_it_still_holds()
    {
        _driver.Receive(_driver.Request() with { UseCandidate = true }, from: 1);
        for (int i = 0; i < 10; i++)
        {
            _driver.Wait(2.9);
            _driver.Receive(_driver.Request(), from: 2);
            Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        }

        _driver.Wait(1);
        Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(2)));
        Assert.That(_driver.Agent.HasConsent, Is.True);
        Assert.That(Of(IceEventKind.ConsentLost), Is.Empty);
    }

    [Test]
    public void A_late_timer_changes_nothing_about_when_a_session_ends()
    {
        _driver.Receive(_driver.Request());
        IceVerdict verdict = _driver.Agent.HandleDatagram(
            LiteAgentDriver.Tuple(1), _driver.Request().Build(), _driver.Now + TimeSpan.FromSeconds(31));
        Assert.That(verdict, Is.EqualTo(IceVerdict.Ended));
    }

    [Test]
    public void A_restart_keeps_both_credentials_until_the_new_ones_are_used()
    {
        IceCredentials before = _driver.Agent.LocalCredentials;
        _driver.Receive(new BindingRequest(before));
        IceCredentials after = _driver.NewCredentials();
        Assert.That(_driver.Agent.Restart(after, null, _driver.Now), Is.True);
        Assert.That(_driver.Agent.LocalCredentials, Is.SameAs(after));
        Assert.That(_driver.Agent.PreviousCredentials, Is.SameAs(before));

        Assert.That(_driver.Receive(new BindingRequest(before)), Is.EqualTo(IceVerdict.Answered));
        _ = _driver.Answer(before);
        Assert.That(_driver.Agent.PreviousCredentials, Is.SameAs(before));
        _driver.TakeEventKinds();

        Assert.That(_driver.Receive(new BindingRequest(after)), Is.EqualTo(IceVerdict.Answered));
        _ = _driver.Answer(after);
        Assert.That(_driver.Agent.PreviousCredentials, Is.Null);
        Assert.That(Of(IceEventKind.UfragRetired).Single().Ufrag, Is.EqualTo(before.Ufrag));
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[] { IceEventKind.RestartCompleted, IceEventKind.UfragRetired }));
        Assert.That(_driver.Receive(new BindingRequest(before)), Is.EqualTo(IceVerdict.UnknownUsername));
    }

    [Test]
    public void A_forgery_with_the_new_ufrag_does_not_complete_a_restart()
    {
        IceCredentials before = _driver.Agent.LocalCredentials;
        _driver.Receive(new BindingRequest(before));
        IceCredentials after = _driver.NewCredentials();
        _driver.Agent.Restart(after, null, _driver.Now);
        Assert.That(_driver.Receive(new BindingRequest(after) { Password = before.Password }), Is.EqualTo(IceVerdict.BadIntegrity));
        Assert.That(_driver.Agent.PreviousCredentials, Is.SameAs(before));
    }

    [Test]
    public void Each_generation_of_credentials_goes_with_its_own_remote_ufrag()
    {
        _driver = new LiteAgentDriver(remoteUfrag: "old1");
        IceCredentials before = _driver.Agent.LocalCredentials;
        IceCredentials after = _driver.NewCredentials();
        _driver.Agent.Restart(after, "new1", _driver.Now);
        Assert.That(_driver.Receive(new BindingRequest(before) { ClientUfrag = "old1" }), Is.EqualTo(IceVerdict.Answered));
        Assert.That(_driver.Receive(new BindingRequest(after) { ClientUfrag = "old1" }), Is.EqualTo(IceVerdict.UnknownUsername));
        Assert.That(_driver.Receive(new BindingRequest(after) { ClientUfrag = "new1" }), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Of_two_restarts_in_a_row_the_credentials_in_use_stay_good()
    {
        IceCredentials inUse = _driver.Agent.LocalCredentials;
        _driver.Receive(new BindingRequest(inUse));
        _driver.TakeEventKinds();
        IceCredentials skipped = _driver.NewCredentials();
        IceCredentials last = _driver.NewCredentials();
        _driver.Agent.Restart(skipped, null, _driver.Now);
        _driver.Agent.Restart(last, null, _driver.Now);
        _driver.Drain();

        Assert.That(Of(IceEventKind.UfragRetired).Single().Ufrag, Is.EqualTo(skipped.Ufrag));
        Assert.That(_driver.Receive(new BindingRequest(inUse)), Is.EqualTo(IceVerdict.Answered));
        Assert.That(_driver.Receive(new BindingRequest(skipped)), Is.EqualTo(IceVerdict.UnknownUsername));
        Assert.That(_driver.Receive(new BindingRequest(last)), Is.EqualTo(IceVerdict.Answered));
    }

    [Test]
    public void Media_stays_on_its_tuple_over_a_restart_until_the_new_session_nominates()
    {
        _driver.Receive(_driver.Request() with { UseCandidate = true }, from: 1);
        _driver.Agent.Restart(_driver.NewCredentials(), null, _driver.Now);
        _driver.Receive(_driver.Request(), from: 2);
        Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        _driver.Receive(_driver.Request() with { UseCandidate = true }, from: 2);
        Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void Numbers_of_nominations_begin_anew_after_a_restart()
    {
        IceCredentials before = _driver.Agent.LocalCredentials;
        _driver.Receive(new BindingRequest(before) { UseCandidate = true, Nomination = 9 }, from: 1);
        _driver.Agent.Restart(_driver.NewCredentials(), null, _driver.Now);

        // A late nomination of the old session must not raise the bar for the new one.
        _driver.Receive(new BindingRequest(before) { UseCandidate = true, Nomination = 10 }, from: 1);
        _driver.Receive(_driver.Request() with { UseCandidate = true, Nomination = 1 }, from: 2);
        Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void A_restart_gives_a_disconnected_peer_time_but_no_consent()
    {
        _driver.Receive(_driver.Request());
        _driver.Wait(29);
        _driver.Agent.Restart(_driver.NewCredentials(), null, _driver.Now);
        _driver.Wait(29);
        Assert.That(State, Is.EqualTo(IceState.Disconnected));
        Assert.That(_driver.Agent.HasConsent, Is.False);
        _driver.Receive(_driver.Request(), from: 2);
        Assert.That(State, Is.EqualTo(IceState.Connected));
        Assert.That(_driver.Agent.SelectedTuple, Is.EqualTo(LiteAgentDriver.Tuple(2)));
        Assert.That(_driver.Agent.HasConsent, Is.True);
    }

    private IEnumerable<IceEvent> Of(IceEventKind kind) => _driver.Events.Where(happened => happened.Kind == kind);
}
