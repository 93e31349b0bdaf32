using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Server.Watching;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Watching;

/// <summary>One snapshot a second for all who watch, on a virtual clock.</summary>
public sealed class BroadcastTests
{
    private FakeTimeProvider _clock = null!;
    private Broadcast _broadcast = null!;
    private volatile int _taken;
    private volatile bool _fails;

    [SetUp]
    public void Make()
    {
        (_clock, _taken, _fails) = (new FakeTimeProvider(), 0, false);
        _broadcast = new Broadcast(Take, _clock, NullLogger<Broadcast>.Instance);
    }

    [TearDown]
    public void Stop() => _broadcast.Stop();

    [Test]
    public async Task Nothing_is_taken_while_nobody_watches()
    {
        _clock.Advance(10 * Broadcast.Interval);
        Assert.That(_taken, Is.Zero);
        using (Watcher watcher = _broadcast.TryWatch()!)
        {
            Assert.That(await NextAsync(watcher), Is.EqualTo(1), "at once");
        }

        // The loop finds that nobody is there, and is begun anew by the next who comes.
        _clock.Advance(Broadcast.Interval);
        await Eventually.IsTrueAsync(() => _taken == 2, "the last look");
        _clock.Advance(10 * Broadcast.Interval);
        Assert.That(_taken, Is.EqualTo(2));
        using Watcher another = _broadcast.TryWatch()!;
        Assert.That(await NextAsync(another), Is.EqualTo(3));
    }

    [Test]
    public async Task However_many_watch_it_is_taken_once_a_second_and_all_get_the_same_bytes()
    {
        Watcher[] watchers = [.. Enumerable.Range(0, Broadcast.MaxWatchers).Select(_ => _broadcast.TryWatch()!)];
        for (int second = 1; second <= 5; second++)
        {
            byte[][] got = await Task.WhenAll(watchers.Select(w => w.Broadcasts.ReadAsync().AsTask().WithinPatienceAsync()));
            Assert.That(got, Is.All.SameAs(got[0]));
            Assert.That((got[0][0], _taken), Is.EqualTo(((byte)second, second)));
            _clock.Advance(Broadcast.Interval);
        }
    }

    [Test]
    public async Task Who_comes_in_between_gets_the_latest_at_once()
    {
        using Watcher first = _broadcast.TryWatch()!;
        Assert.That(await NextAsync(first), Is.EqualTo(1));
        _clock.Advance(Broadcast.Interval / 2);
        using Watcher second = _broadcast.TryWatch()!;
        Assert.That(await NextAsync(second), Is.EqualTo(1));
        Assert.That(_taken, Is.EqualTo(1));
    }

    [Test]
    public async Task Who_does_not_read_is_dropped_and_the_others_go_on()
    {
        using Watcher slow = _broadcast.TryWatch()!;
        using Watcher quick = _broadcast.TryWatch()!;
        for (int second = 1; second <= Watcher.MaxWaiting; second++)
        {
            Assert.That(await NextAsync(quick), Is.EqualTo(second));
            Assert.That(slow.Over.IsCancellationRequested, Is.False);
            _clock.Advance(Broadcast.Interval);
        }

        Assert.That(await NextAsync(quick), Is.EqualTo(Watcher.MaxWaiting + 1));
        await Eventually.IsTrueAsync(() => slow.Over.IsCancellationRequested, "dropped");
        Assert.That(_broadcast.Watchers, Is.EqualTo(1));
        _clock.Advance(Broadcast.Interval);
        Assert.That(await NextAsync(quick), Is.EqualTo(Watcher.MaxWaiting + 2));
    }

    [Test]
    public void There_may_be_so_many_and_a_place_that_is_left_is_free()
    {
        Watcher[] watchers = [.. Enumerable.Range(0, Broadcast.MaxWatchers).Select(_ => _broadcast.TryWatch()!)];
        Assert.That(_broadcast.TryWatch(), Is.Null);
        watchers[3].Dispose();
        using Watcher? next = _broadcast.TryWatch();
        Assert.That(next, Is.Not.Null);
        Assert.That(_broadcast.TryWatch(), Is.Null);
    }

    [Test]
    public async Task A_snapshot_that_fails_is_left_out()
    {
        using Watcher watcher = _broadcast.TryWatch()!;
        Assert.That(await NextAsync(watcher), Is.EqualTo(1));
        _fails = true;
        _clock.Advance(Broadcast.Interval);
        await Eventually.IsTrueAsync(() => _taken == 2, "the one that fails");
        _fails = false;
        await Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(Broadcast.Interval);
                return watcher.Broadcasts.TryPeek(out _);
            },
            "the next one");
        Assert.That(await NextAsync(watcher), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task All_are_let_go_when_the_server_stops_and_nobody_comes_after()
    {
        using Watcher watcher = _broadcast.TryWatch()!;
        await NextAsync(watcher);
        _broadcast.Stop();
        await watcher.Broadcasts.Completion.WithinPatienceAsync();
        await Eventually.IsTrueAsync(() => watcher.Over.IsCancellationRequested, "let go");
        Assert.That(_broadcast.TryWatch(), Is.Null);
    }

    private Task<byte[]> Take(CancellationToken cancellation)
    {
        int taken = Interlocked.Increment(ref _taken);
        return _fails ? Task.FromException<byte[]>(new InvalidOperationException("not now")) : Task.FromResult<byte[]>([(byte)taken]);
    }

    private static async Task<int> NextAsync(Watcher watcher) => (await watcher.Broadcasts.ReadAsync().AsTask().WithinPatienceAsync())[0];
}
