namespace RtcVoice.Endpointing.Data;

/// <summary>One source of human speech.</summary>
internal interface ICorpus
{
    /// <summary>What it is called in what is printed.</summary>
    string Name { get; }

    /// <summary>All of it, always in the same order; nothing where its package is not installed.</summary>
    IEnumerable<Recording> Read();
}
