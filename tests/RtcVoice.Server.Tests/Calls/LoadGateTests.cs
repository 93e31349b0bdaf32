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
    public void One_stall_refuses_nobody()
    {
        LoadGate gate = Make();
        Observe(gate, pacer: 40);
        Observe(gate, pacer: 1);
        Observe(gate, pacer: 40);
        Assert.That(gate.IsOpen);
    }

    [TestCase(15, 0)]
    [TestCase(0, 15)]
    public void A_second_of_late_frames_or_late_ticks_closes_it(int pacer, int ticks)
    {
        LoadGate gate = Make();
        Observe(gate, pacer, ticks);
        bool hasChanged = Observe(gate, pacer, ticks);
        Assert.That(gate.IsOpen, Is.False);
        Assert.That(hasChanged);
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
            Observe(gate, pacer: 7, ticks: 7);
        }

        Assert.That(gate.IsOpen);
    }

    [Test]
    public void A_limit_of_zero_is_none()
    {
        LoadGate gate = Make(limit: 0);
        Observe(gate, pacer: 10_000, ticks: 10_000);
        Observe(gate, pacer: 10_000, ticks: 10_000);
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
        return new LoadGate(Options.Create(options));
    }

    private LoadGate Closed()
    {
        LoadGate gate = Make();
        Observe(gate, pacer: 15);
        Observe(gate, pacer: 15);
        return gate;
    }

    private bool Observe(LoadGate gate, int pacer, int ticks = 0)
    {
        _now += Interval;
        return gate.Observe(TimeSpan.FromMilliseconds(pacer), TimeSpan.FromMilliseconds(ticks), _now);
    }
}
