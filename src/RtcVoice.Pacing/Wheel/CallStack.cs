namespace RtcVoice.Pacing.Wheel;

/// <summary>
/// Hands calls from thread to thread without locks or allocation: any thread pushes, any thread takes all. A node is
/// pushed once in its life, which bounds the stack by the number of calls and leaves no ABA.
/// </summary>
internal sealed class CallStack
{
    private CallNode? _top;

    public void Push(CallNode node)
    {
        CallNode? top = Volatile.Read(ref _top);
        while (true)
        {
            node.Next = top;
            CallNode? seen = Interlocked.CompareExchange(ref _top, node, top);
            if (ReferenceEquals(seen, top))
            {
                return;
            }

            top = seen;
        }
    }

    /// <summary>Takes every node, the last pushed first.</summary>
    public CallNode? TakeAll() => Volatile.Read(ref _top) is null ? null : Interlocked.Exchange(ref _top, null);
}
