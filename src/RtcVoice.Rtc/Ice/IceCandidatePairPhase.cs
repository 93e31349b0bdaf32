namespace RtcVoice.Rtc.Ice;

/// <summary>How far the controlling agent has come with a pair.</summary>
internal enum IceCandidatePairPhase : byte
{
    /// <summary>Checks are sent until one is answered.</summary>
    Checking,

    /// <summary>Checks with USE-CANDIDATE are sent until one is answered.</summary>
    Nominating,

    /// <summary>Nominated; checks go on for consent.</summary>
    Selected,

    /// <summary>Not used; nothing is sent.</summary>
    Idle,

    /// <summary>Refused, or never answered.</summary>
    Failed,
}
