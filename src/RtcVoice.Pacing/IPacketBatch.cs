namespace RtcVoice.Pacing;

/// <summary>
/// Packets of many sinks that leave by one system call: entering the kernel can cost as much as sending does. Filled and
/// flushed on the pacer's thread alone; it must not throw, allocate, lock or block.
/// </summary>
public interface IPacketBatch
{
    /// <summary>Sends everything that has been queued, in order.</summary>
    void Flush();
}
