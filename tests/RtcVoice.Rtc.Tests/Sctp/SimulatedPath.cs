using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>One direction of a path that loses, repeats, delays and reorders packets by a seed.</summary>
internal sealed class SimulatedPath
{
    private readonly Random _random;
    private readonly PriorityQueue<byte[], (Instant, int)> _inFlight = new();
    private int _order;

    public SimulatedPath(NetworkConditions conditions, int direction)
    {
        Conditions = conditions;
        _random = new Random((conditions.Seed * 2) + direction);
    }

    public NetworkConditions Conditions { get; set; }

    public int Carried { get; private set; }

    /// <summary>Sees every packet that enters, and swallows it by saying false.</summary>
    public Func<byte[], bool>? Filter { get; set; }

    public Instant NextArrival => _inFlight.TryPeek(out _, out (Instant At, int Order) next) ? next.At : Instant.Never;

    public void Send(ReadOnlySpan<byte> packet, Instant now)
    {
        Carried++;
        byte[] copy = packet.ToArray();
        if (Filter?.Invoke(copy) == false || _random.NextDouble() < Conditions.Loss)
        {
            return;
        }

        Deliver(copy, now);
        if (_random.NextDouble() < Conditions.Duplication)
        {
            Deliver(copy, now);
        }
    }

    public bool TryReceive(Instant now, out byte[] packet)
    {
        packet = [];
        return NextArrival <= now && _inFlight.TryDequeue(out packet!, out _);
    }

    private void Deliver(byte[] packet, Instant now) =>
        _inFlight.Enqueue(packet, (now + Conditions.Delay + (Conditions.Jitter * _random.NextDouble()), _order++));
}
