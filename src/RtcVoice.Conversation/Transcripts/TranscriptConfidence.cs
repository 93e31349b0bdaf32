namespace RtcVoice.Conversation.Transcripts;

/// <summary>How well it is known which words were heard.</summary>
public enum TranscriptConfidence
{
    /// <summary>The voice said when each word sounds.</summary>
    Exact,

    /// <summary>The words were laid along the whole of the sound, by its pauses and their syllables: right to a word or two.</summary>
    Aligned,

    /// <summary>The sound or the words were still coming, so their pace was guessed: right to a few words.</summary>
    Estimated,
}
