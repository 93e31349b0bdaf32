namespace RtcVoice.Rtc.Ice;

/// <summary>Something that an ICE agent's owner must act on, in the order it happened.</summary>
/// <param name="Kind">Which of the other fields speaks.</param>
/// <param name="State">The state at that moment.</param>
/// <param name="Tuple">The tuple that was added, removed or selected.</param>
/// <param name="Ufrag">The ufrag that was retired.</param>
internal readonly record struct IceEvent(IceEventKind Kind, IceState State, TransportTuple? Tuple = null, string? Ufrag = null);
