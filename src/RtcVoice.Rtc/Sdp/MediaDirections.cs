using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>Directions as attributes.</summary>
internal static class MediaDirections
{
    /// <summary>True when the writer sends.</summary>
    public static bool Sends(this MediaDirection direction) => (direction & MediaDirection.SendOnly) != 0;

    /// <summary>True when the writer receives.</summary>
    public static bool Receives(this MediaDirection direction) => (direction & MediaDirection.RecvOnly) != 0;

    /// <summary>The same flow as the other side sees it.</summary>
    public static MediaDirection Reversed(this MediaDirection direction) =>
        (direction.Sends() ? MediaDirection.RecvOnly : 0) | (direction.Receives() ? MediaDirection.SendOnly : 0);

    /// <summary>The name of the attribute.</summary>
    public static string AttributeName(this MediaDirection direction) => direction switch
    {
        MediaDirection.SendRecv => "sendrecv",
        MediaDirection.SendOnly => "sendonly",
        MediaDirection.RecvOnly => "recvonly",
        _ => "inactive",
    };

    /// <summary>The first direction among attributes, or null.</summary>
    public static MediaDirection? Find(ImmutableArray<SdpAttribute> attributes)
    {
        foreach (SdpAttribute attribute in attributes)
        {
            if (TryRead(attribute.Name, out MediaDirection direction))
            {
                return direction;
            }
        }

        return null;
    }

    /// <summary>Reads the name of a direction attribute.</summary>
    public static bool TryRead(ReadOnlySpan<char> name, out MediaDirection direction)
    {
        (bool isRead, direction) = name switch
        {
            "sendrecv" => (true, MediaDirection.SendRecv),
            "sendonly" => (true, MediaDirection.SendOnly),
            "recvonly" => (true, MediaDirection.RecvOnly),
            "inactive" => (true, MediaDirection.Inactive),
            _ => (false, MediaDirection.Inactive),
        };
        return isRead;
    }
}
