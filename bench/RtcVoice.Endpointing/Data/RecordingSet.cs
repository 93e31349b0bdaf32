namespace RtcVoice.Endpointing.Data;

/// <summary>What is held out and reported together, so that figures compare with earlier ones.</summary>
internal enum RecordingSet
{
    /// <summary>Telephone prompts, Fish Fillets and LibriVox.</summary>
    Prompts,

    /// <summary>The dialogues of adventure games.</summary>
    Adventures,
}
