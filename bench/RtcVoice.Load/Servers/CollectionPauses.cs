using System.Diagnostics.Tracing;
using System.Globalization;

namespace RtcVoice.Load.Servers;

/// <summary>
/// Every single pause that the collector made, from the runtime's own events: a sum of them does not tell a hundred that
/// nobody hears from one that everybody does.
/// </summary>
internal sealed class CollectionPauses : EventListener
{
    /// <summary>GC, at the level Informational: a handful of events for each collection.</summary>
    private const EventKeywords Collections = (EventKeywords)1;

    /// <summary>An hour of them; those behind are not kept.</summary>
    private const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly List<CollectionPause> _pauses = [];
    private DateTime? _stopped;
    private string? _cause;

    /// <summary>The pauses so far, the first first.</summary>
    public IReadOnlyList<CollectionPause> Take()
    {
        lock (_gate)
        {
            return [.. _pauses];
        }
    }

    /// <inheritdoc />
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Informational, Collections);
        }
    }

    /// <inheritdoc />
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventName)
        {
            case "GCSuspendEEBegin_V1":
                _stopped = eventData.TimeStamp;

                // Reasons by the runtime's manifest: 1 is a collection, 6 a step of one in the background.
                _cause = Number(eventData, "Reason") switch { 1 => "collection", 6 => "background", _ => "other" };
                break;
            case "GCStart_V2" when _stopped is not null:
                _cause = Number(eventData, "Type") == 1 ? "background" : string.Create(CultureInfo.InvariantCulture, $"gen{Number(eventData, "Depth")}");
                break;
            case "GCRestartEEEnd_V1" when _stopped is { } stopped:
                Add(new CollectionPause((eventData.TimeStamp - stopped).TotalMilliseconds, _cause!));
                _stopped = null;
                break;
        }
    }

    private static uint Number(EventWrittenEventArgs happening, string name) =>
        Convert.ToUInt32(happening.Payload![happening.PayloadNames!.IndexOf(name)], CultureInfo.InvariantCulture);

    private void Add(CollectionPause pause)
    {
        lock (_gate)
        {
            if (_pauses.Count < Capacity)
            {
                _pauses.Add(pause);
            }
        }
    }
}
