namespace RtcVoice.Pacing.Wheel;

/// <summary>A call's place in one <see cref="CallStack"/>; made with the call, so that moving it allocates nothing.</summary>
internal sealed class CallNode
{
    public CallNode(PacedCall call) => Call = call;

    public PacedCall Call { get; }

    public CallNode? Next { get; set; }
}
