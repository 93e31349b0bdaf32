using Microsoft.Extensions.Options;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Tests.Calls;

public class LoadGateTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private Instant _now = new(1_000_000_000);

    [Test]
    public void Stalls_of_a_second_refuse_nobody()
    {
        LoadGate gate = Make();
        for (int i = 0; i < 30; i++)
        {
            Observe(gate, pacer: i % 4 == 0 ? 1 : 40);
        }

        Assert.That(gate.IsOpen);
    }

    [TestCase(15, 0, 0)]
    [TestCase(0, 15, 0)]
    [TestCase(0, 0, 95)]
    public void Two_seconds_of_late_frames_or_late_or_busy_workers_close_it(int pacer, int ticks, int busy)
    {
        LoadGate gate = Make();
        bool[] hasChanged = [.. Enumerable.Range(0, 5).Select(_ => Observe(gate, pacer, ticks, busy))];
        Assert.That(gate.IsOpen, Is.False);
        Assert.That(hasChanged, Is.EqualTo(new[] { false, false, false, true, false }));
    }

    [TestCase(70, true)]
    [TestCase(80, false)]
    public void It_opens_when_workers_have_room_for_some_calls(int busy, bool opens)
    {
        LoadGate gate = Closed();
        for (int i = 0; i < 30; i++)
        {
            Observe(gate, busy: busy);
        }

        Assert.That(gate.IsOpen, Is.EqualTo(opens));
    }

    [Test]
    public void It_opens_when_the_server_has_been_at_ease_for_five_seconds()
    {
        LoadGate gate = Closed();
        int samples = 0;
        while (!gate.IsOpen && samples < 100)
        {
            Observe(gate, pacer: 2);
            samples++;
        }

        Assert.That(samples * Interval, Is.EqualTo(LoadGate.Rest));
    }

    [Test]
    public void It_stays_closed_while_the_load_is_between_half_the_limit_and_the_limit()
    {
        LoadGate gate = Closed();
        for (int i = 0; i < 60; i++)
        {
            Observe(gate, pacer: 7);
        }

        Assert.That(gate.IsOpen, Is.False);
    }

    [Test]
    public void A_load_between_half_the_limit_and_the_limit_does_not_close_it()
    {
        LoadGate gate = Make();
        for (int i = 0; i < 60; i++)
        {
            Observe(gate, pacer: 7, ticks: 7, busy: 80);
        }

        Assert.That(gate.IsOpen);
    }

    [Test]
    public void A_limit_of_zero_is_none()
    {
        LoadGate gate = Make(limit: 0);
        for (int i = 0; i < 10; i++)
        {
            Observe(gate, pacer: 10_000, ticks: 10_000, busy: 100);
        }

        Assert.That(gate.IsOpen);
    }

    [Test]
    public void Those_who_are_refused_are_counted()
    {
        LoadGate gate = Closed();
        Assert.That((gate.TryPass(), gate.TryPass(), gate.Refused), Is.EqualTo((false, false, 2L)));
    }

    private static LoadGate Make(int limit = 10)
    {
        var options = new RtcVoiceOptions();
        options.Admission.MaxPacerLatenessMs = limit;
        options.Admission.MaxTickLatenessMs = limit;
        options.Admission.MaxBusyPercent = limit == 0 ? 0 : 85;
        return new LoadGate(Options.Create(options));
    }

    private LoadGate Closed()
    {
        LoadGate gate = Make();
        while (gate.IsOpen)
        {
            Observe(gate, pacer: 15);
        }

        return gate;
    }

    private bool Observe(LoadGate gate, int pacer = 0, int ticks = 0, int busy = 0)
    {
        _now += Interval;
        return gate.Observe(new LoadSample(TimeSpan.FromMilliseconds(pacer), TimeSpan.FromMilliseconds(ticks), busy / 100.0), _now);
    }
}
