using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RtcVoice.Transport;

/// <summary>The addresses that answers announce as host candidates.</summary>
internal static class AnnouncedAddresses
{
    /// <summary>More candidates only make the answer longer: browsers try the first few.</summary>
    public const int MaxAddresses = 8;

    /// <summary>
    /// The configured addresses, or else the one that is bound, or else those of the interfaces that are up: global
    /// ones first, loopback last, so that a browser on this machine always has one that works.
    /// </summary>
    /// <exception cref="FormatException">A configured address is none.</exception>
    public static IReadOnlyList<IPAddress> Find(MediaOptions options, IPAddress bound)
    {
        if (options.Addresses.Count > 0)
        {
            return [.. options.Addresses.Select(Parse)];
        }

        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
        {
            return [bound];
        }

        bool hasIPv6 = bound.AddressFamily == AddressFamily.InterNetworkV6;
        return
        [
            .. NetworkInterface.GetAllNetworkInterfaces()
                .Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                .Select(a => a.Address)
                .Where(a => a.AddressFamily == AddressFamily.InterNetwork || (hasIPv6 && !a.IsIPv6LinkLocal))
                .OrderBy(IPAddress.IsLoopback)
                .ThenBy(a => a.AddressFamily)
                .Distinct()
                .Take(MaxAddresses),
        ];
    }

    /// <summary>Reads an address that someone typed.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write.</exception>
    public static IPAddress Parse(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw new FormatException($"'{text}' is not an IP address; write one such as 203.0.113.7 or 2001:db8::7.");
}
