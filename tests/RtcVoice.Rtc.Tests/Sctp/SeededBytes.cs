namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>Random bytes that are the same in every run.</summary>
internal static class SeededBytes
{
    public static Action<Span<byte>> From(int seed)
    {
        var random = new Random(seed);
        return random.NextBytes;
    }

    public static byte[] Message(int length, int seed)
    {
        byte[] message = new byte[length];
        new Random(seed).NextBytes(message);
        return message;
    }
}
