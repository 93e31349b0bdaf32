using RtcVoice.Rtc.Ice;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>Which tuple media goes to.</summary>
[TestFixture]
internal sealed class IceLiteAgentSelectionTests
{
    private const uint Low = 0x6E000000;
    private const uint High = 0x6EFFFFFF;

    private LiteAgentDriver _driver = null!;

    private TransportTuple? Selected => _driver.Agent.SelectedTuple;

    [SetUp]
    public void SetUp() => _driver = new LiteAgentDriver();

    [Test]
    public void The_first_valid_tuple_is_used_until_one_is_nominated()
    {
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Receive(_driver.Request(), from: 2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        Nominate(2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void Before_a_nomination_media_goes_where_the_peer_handshakes()
    {
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Receive(_driver.Request(), from: 2);
        _driver.Agent.OnHandshake(LiteAgentDriver.Tuple(2));
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
        _driver.Agent.OnHandshake(LiteAgentDriver.Tuple(3));
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)), "a tuple that never authenticated is nobody's");
    }

    [Test]
    public void A_nomination_stands_wherever_the_peer_handshakes()
    {
        Nominate(1);
        _driver.Receive(_driver.Request(), from: 2);
        _driver.Agent.OnHandshake(LiteAgentDriver.Tuple(2));
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
    }

    [Test]
    public void The_events_of_a_first_check_come_in_the_order_an_owner_needs()
    {
        Nominate(1);
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[]
        {
            IceEventKind.TupleAdded, IceEventKind.SelectedTupleChanged, IceEventKind.ConsentGranted, IceEventKind.StateChanged,
        }));
        Nominate(1);
        Assert.That(_driver.Events, Is.Empty, "a repeated nomination is no news");
    }

    [Test]
    public void A_later_nomination_moves_at_once_without_a_restart()
    {
        Nominate(1);
        _driver.Wait(2);
        Nominate(2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
        _driver.Wait(2);
        Nominate(1);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        _driver.Wait(0.5);
        Nominate(2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void A_move_right_after_the_old_tuples_last_ping_is_not_held_back()
    {
        Nominate(1);
        _driver.Wait(2.5);
        Nominate(1);
        _driver.Wait(0.02);
        Nominate(2, Low);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void Of_two_tuples_nominated_within_one_round_trip_the_higher_priority_stays()
    {
        Nominate(1, High);
        _driver.Wait(0.02);
        Nominate(2, Low);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
    }

    [Test]
    public void Of_two_tuples_nominated_within_one_round_trip_the_higher_priority_wins()
    {
        Nominate(1, Low);
        _driver.Wait(0.02);
        Nominate(2, High);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void A_peer_that_gives_up_the_first_of_two_close_nominations_is_followed_at_its_next_ping()
    {
        Nominate(1);
        _driver.Wait(0.05);
        Nominate(2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        _driver.Wait(0.5);
        Nominate(2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void Two_tuples_that_go_on_being_nominated_do_not_flap(
        [Values(Low, High)] uint first, [Values(Low, High)] uint second, [Values] bool secondComesFirstLater)
    {
        // One socket of the peer's behind two mappings, both pinged with USE-CANDIDATE every 2.5 s.
        for (int round = 0; round < 20; round++)
        {
            bool swapped = round > 0 && secondComesFirstLater;
            Nominate(swapped ? 2 : 1, swapped ? second : first);
            _driver.Wait(0.01);
            Nominate(swapped ? 1 : 2, swapped ? first : second);
            _driver.Wait(2.49);
        }

        int moves = _driver.Events.Count(happened => happened.Kind == IceEventKind.SelectedTupleChanged);
        Assert.That(moves, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public void Where_nominations_are_numbered_only_a_larger_number_moves()
    {
        Nominate(1, nomination: 5);
        Nominate(2, nomination: 4);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        Nominate(2, nomination: 5);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        Nominate(2, Low, nomination: 6);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)), "a larger number needs no debounce");
    }

    [Test]
    public void A_numbered_nomination_needs_no_USE_CANDIDATE()
    {
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Receive(_driver.Request() with { Nomination = 1 }, from: 2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    [Test]
    public void At_most_eight_tuples_are_held_and_the_one_silent_for_longest_leaves()
    {
        Nominate(1);
        for (int i = 2; i <= IceTupleTable.MaxTuples; i++)
        {
            _driver.Wait(0.1);
            _driver.Receive(_driver.Request(), from: i);
        }

        _driver.Receive(_driver.Request(), from: 2);
        _driver.Events.Clear();
        _driver.Wait(0.1);
        _driver.Receive(_driver.Request(), from: 9);

        Assert.That(_driver.Events.Select(happened => (happened.Kind, happened.Tuple)), Is.EqualTo(new[]
        {
            (IceEventKind.TupleRemoved, (TransportTuple?)LiteAgentDriver.Tuple(3)),
            (IceEventKind.TupleAdded, LiteAgentDriver.Tuple(9)),
        }));
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(3)), Is.False);
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(1)), Is.True, "the selected one never leaves");
        Assert.That(_driver.Agent.IsValidated(LiteAgentDriver.Tuple(2)), Is.True);
    }

    [Test]
    public void However_many_tuples_come_those_added_less_those_removed_stay_at_eight()
    {
        for (int i = 1; i <= 200; i++)
        {
            _driver.Receive(_driver.Request(), from: i);
        }

        int added = _driver.Events.Count(happened => happened.Kind == IceEventKind.TupleAdded);
        int removed = _driver.Events.Count(happened => happened.Kind == IceEventKind.TupleRemoved);
        Assert.That(added, Is.EqualTo(200));
        Assert.That(added - removed, Is.EqualTo(IceTupleTable.MaxTuples));
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
    }

    [Test]
    public void A_closed_TCP_connection_takes_its_tuple_with_it_and_media_falls_back()
    {
        TransportTuple tcp = LiteAgentDriver.Tuple(2, TransportProtocol.Tcp);
        _driver.Receive(_driver.Request(), from: 1);
        _driver.Wait(0.1);
        _driver.Receive((_driver.Request() with { UseCandidate = true }).Build(), tcp);
        Assert.That(Selected, Is.EqualTo(tcp));

        _driver.Agent.RemoveTuple(tcp, _driver.Now);
        _driver.Drain();
        Assert.That(_driver.Agent.IsValidated(tcp), Is.False);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(1)));
        Assert.That(_driver.Agent.State, Is.EqualTo(IceState.Connected));
        Assert.That(_driver.Agent.HasConsent, Is.True);
    }

    [Test]
    public void Losing_the_only_tuple_disconnects_at_once_and_the_next_check_reconnects()
    {
        TransportTuple tcp = LiteAgentDriver.Tuple(2, TransportProtocol.Tcp);
        _driver.Receive(_driver.Request().Build(), tcp);
        _driver.TakeEventKinds();
        _driver.Agent.RemoveTuple(tcp, _driver.Now);
        _driver.Drain();
        Assert.That(_driver.TakeEventKinds(), Is.EqualTo(new[]
        {
            IceEventKind.TupleRemoved, IceEventKind.SelectedTupleChanged, IceEventKind.ConsentLost, IceEventKind.StateChanged,
        }));
        Assert.That(_driver.Agent.State, Is.EqualTo(IceState.Disconnected));
        Assert.That(_driver.Agent.SelectedTuple, Is.Null);

        _driver.Wait(1);
        _driver.Receive(_driver.Request(), from: 3);
        Assert.That(_driver.Agent.State, Is.EqualTo(IceState.Connected));
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(3)));
        Assert.That(_driver.Agent.HasConsent, Is.True);
    }

    [Test]
    public void Removing_a_tuple_that_is_not_ours_changes_nothing()
    {
        _driver.Receive(_driver.Request());
        _driver.TakeEventKinds();
        _driver.Agent.RemoveTuple(LiteAgentDriver.Tuple(7), _driver.Now);
        _driver.Drain();
        Assert.That(_driver.Events, Is.Empty);
    }

    [Test]
    public void After_a_disconnect_the_first_sign_of_life_shows_the_way()
    {
        Nominate(1);
        _driver.Wait(16);
        Assert.That(_driver.Agent.State, Is.EqualTo(IceState.Disconnected));
        _driver.Receive(_driver.Request(), from: 2);
        Assert.That(Selected, Is.EqualTo(LiteAgentDriver.Tuple(2)));
    }

    private void Nominate(int tuple, uint priority = 0x6E7F00FF, uint? nomination = null) => Assert.That(
        _driver.Receive(_driver.Request() with { UseCandidate = true, Priority = priority, Nomination = nomination }, tuple),
        Is.EqualTo(IceVerdict.Answered));
}
