using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.TestKit;

namespace RtcVoice.Pacing.Tests.Frames;

public class FrameRingTests
{
    private readonly byte[] _claimed = new byte[OpusFormat.MaxFramePacketBytes];

    [Test]
    public void Frames_come_out_in_the_order_in_which_they_went_in()
    {
        var ring = new FrameRing(5);
        for (byte i = 0; i < 100; i++)
        {
            Publish(ring, i);
            if (i >= 3)
            {
                Assert.That(Claim(ring), Is.EqualTo(i - 3));
            }
        }
    }

    [Test]
    public void An_empty_ring_gives_nothing_and_counts_it()
    {
        var ring = new FrameRing(5);
        Assert.That(Claim(ring), Is.EqualTo(-1));
        Assert.That(Claim(ring), Is.EqualTo(-1));
        Assert.That(ring.EmptyClaims, Is.EqualTo(2));
    }

    [Test]
    public void A_full_ring_refuses_another_frame([Range(1, 20)] int depth)
    {
        var ring = new FrameRing(depth);
        for (byte i = 0; i < depth; i++)
        {
            Publish(ring, i);
        }

        Assert.That(() => Publish(ring, 99), Throws.InvalidOperationException);
        Assert.That(Claim(ring), Is.Zero);
        Publish(ring, 99);
    }

    [Test]
    public void A_replacement_takes_the_place_of_all_that_was_not_claimed_even_of_a_full_ring([Range(1, 20)] int depth)
    {
        var ring = new FrameRing(depth);
        for (byte i = 0; i < depth; i++)
        {
            Publish(ring, i);
        }

        Assert.That(Replace(ring, ring.Head, 77));
        Assert.That(Claim(ring), Is.EqualTo(77));
        Assert.That(Claim(ring), Is.EqualTo(-1));
    }

    [Test]
    public void A_replacement_made_for_a_frame_that_was_claimed_meanwhile_changes_nothing()
    {
        var ring = new FrameRing(5);
        Publish(ring, 1);
        Publish(ring, 2);
        long head = ring.Head;
        Assert.That(Claim(ring), Is.EqualTo(1));
        Assert.That(Replace(ring, head, 77), Is.False);
        Assert.That(Claim(ring), Is.EqualTo(2));
    }

    [Test]
    public void A_replacement_in_an_empty_ring_is_a_publication()
    {
        var ring = new FrameRing(5);
        Assert.That(Replace(ring, ring.Head, 77));
        Assert.That(Claim(ring), Is.EqualTo(77));
    }

    [Test]
    public void A_truncation_keeps_the_frames_before_it()
    {
        var ring = new FrameRing(5);
        for (byte i = 0; i < 4; i++)
        {
            Publish(ring, i);
        }

        Assert.That(ring.TryTruncate(2));
        Publish(ring, 50);
        Assert.That(new[] { Claim(ring), Claim(ring), Claim(ring), Claim(ring) }, Is.EqualTo(new[] { 0, 1, 50, -1 }));
    }

    [Test]
    public void A_truncation_that_would_leave_nothing_changes_nothing()
    {
        var ring = new FrameRing(5);
        Publish(ring, 1);
        Publish(ring, 2);
        Claim(ring);
        Assert.That(ring.TryTruncate(1), Is.False);
        Assert.That(Claim(ring), Is.EqualTo(2));
    }

    [Test]
    public void A_truncation_behind_the_last_frame_changes_nothing()
    {
        var ring = new FrameRing(5);
        Assert.That(ring.TryTruncate(1));
        Assert.That(Claim(ring), Is.EqualTo(-1));
        Publish(ring, 1);
        Assert.That(ring.TryTruncate(3));
        Assert.That(new[] { Claim(ring), Claim(ring) }, Is.EqualTo(new[] { 1, -1 }));
        Assert.That(ring.Tail, Is.EqualTo(1));
    }

    [Test]
    public void Positions_go_on_where_the_packed_counters_wrap()
    {
        var state = new FrameRingState(0xFFFF, 0xFF_FFFE, 0xFF_FFFF);
        Assert.That(state.Count, Is.EqualTo(1));
        Assert.That(state.Published().Count, Is.EqualTo(2));
        Assert.That(state.Published().Tail, Is.Zero);
        Assert.That(state.Published().Head, Is.EqualTo(state.Head));
        Assert.That(state.Claimed().Claimed().Head, Is.Zero);
        Assert.That(state.ReplacedByNext(), Is.EqualTo(new FrameRingState(0, 0xFF_FFFF, 0)));
        Assert.That(state.Published().TruncatedTo(1), Is.EqualTo(new FrameRingState(0, 0xFF_FFFE, 0xFF_FFFF)));
    }

    [Test]
    public void Claims_beside_publications_and_retractions_never_see_a_torn_or_retracted_frame()
    {
        // Each frame is its number, repeated; its tag says the number too. The producer knows what must come out.
        const int Claims = 50_000;
        var ring = new FrameRing(5);
        var taken = new List<int>(Claims);
        string? torn = null;
        var consumer = new Thread(() =>
        {
            byte[] frame = new byte[OpusFormat.MaxFramePacketBytes];
            while (taken.Count < Claims && Volatile.Read(ref torn) is null)
            {
                if (!ring.TryClaim(frame, out int length, out FrameTag tag))
                {
                    Thread.SpinWait(20);
                    continue;
                }

                ReadOnlySpan<int> numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(frame.AsSpan(0, length));
                int number = (int)tag.Segment;
                if (numbers.Length != 100 || numbers.ContainsAnyExcept(number) || tag.Offset != number || tag.Samples != number)
                {
                    Volatile.Write(ref torn, $"frame {number} is torn");
                }

                taken.Add(number);
            }
        });
        consumer.Start();
        List<int> expected = Produce(ring, () => !consumer.IsAlive);
        Assert.That(torn, Is.Null);
        Assert.That(taken, Has.Count.EqualTo(Claims));
        Assert.That(taken, Is.EqualTo(expected.Take(Claims)), "what was published and not taken back, once each, in order");
    }

    [Test]
    public void Publishing_claiming_and_replacing_allocate_no_managed_byte()
    {
        var ring = new FrameRing(5);
        byte[] frame = new byte[100];
        Run(1_000);
        Assert.That(Allocations.Measure(() => Run(100_000)), Is.Zero);

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                ring.Publish(frame, default);
                ring.Publish(frame, default);
                ring.TryReplaceUnclaimed(ring.Head, frame, default);
                ring.TryClaim(_claimed, out _, out _);
            }
        }
    }

    // Publishes, replaces and truncates by a fixed pattern of chance until the consumer has had enough.
    private static List<int> Produce(FrameRing ring, Func<bool> isDone)
    {
        var chance = new Random(20261122);
        var alive = new Dictionary<long, int>();
        byte[] frame = new byte[400];
        int number = 0;
        while (!isDone())
        {
            long head = ring.Head;
            int choice = chance.Next(10);
            if (choice < 7)
            {
                if (ring.Tail - head < ring.Depth)
                {
                    long position = ring.Tail;
                    ring.Publish(Fill(++number), TagOf(number));
                    alive[position] = number;
                }
            }
            else if (choice < 9)
            {
                long end = ring.Tail;
                if (ring.TryReplaceUnclaimed(head, Fill(++number), TagOf(number)))
                {
                    Forget(head, end);
                    alive[end] = number;
                }
            }
            else
            {
                long end = ring.Tail;
                if (ring.TryTruncate(head + 1))
                {
                    Forget(head + 1, end);
                }
            }
        }

        return [.. alive.OrderBy(a => a.Key).Select(a => a.Value)];

        void Forget(long from, long to)
        {
            for (long position = from; position < to; position++)
            {
                alive.Remove(position);
            }
        }

        byte[] Fill(int value)
        {
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(frame.AsSpan()).Fill(value);
            return frame;
        }
    }

    private static FrameTag TagOf(int number) => new(number, number, number, FrameContent.Speech);

    private static void Publish(FrameRing ring, byte number) => ring.Publish([number], new FrameTag(number, 0, 0, 0));

    private static bool Replace(FrameRing ring, long head, byte number) => ring.TryReplaceUnclaimed(head, [number], new FrameTag(number, 0, 0, 0));

    private int Claim(FrameRing ring)
    {
        if (!ring.TryClaim(_claimed, out int length, out FrameTag tag))
        {
            return -1;
        }

        Assert.That(length, Is.EqualTo(1));
        Assert.That(tag.Segment, Is.EqualTo(_claimed[0]));
        return _claimed[0];
    }
}
