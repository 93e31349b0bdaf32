namespace RtcVoice.Agents.Local;

/// <summary>What a person said, understood.</summary>
/// <param name="Intent">What is wanted.</param>
/// <param name="Place">To where; null unless it is <see cref="Intent.Where"/>.</param>
/// <param name="Room">To which room, three digits; null unless it is <see cref="Intent.Room"/>.</param>
internal sealed record Request(Intent Intent, Place? Place = null, int? Room = null);
