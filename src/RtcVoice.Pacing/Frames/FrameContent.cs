namespace RtcVoice.Pacing.Frames;

/// <summary>What a frame from the ring holds.</summary>
[Flags]
internal enum FrameContent
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Samples of a segment.</summary>
    Speech = 1,

    /// <summary>The frame fades in from silence after a hold.</summary>
    FadeIn = 2,

    /// <summary>The frame fades out into silence, for an underrun or a cut.</summary>
    FadeOut = 4,

    /// <summary>The frame was made by a cut.</summary>
    Cut = 8,

    /// <summary>The first frame of a talkspurt: what went before was silence.</summary>
    Onset = 16,

    /// <summary>The last frame of a segment.</summary>
    End = 64,

    /// <summary>Silence behind a talkspurt, coded by the same encoder until it has converged.</summary>
    Silence = 32,
}
