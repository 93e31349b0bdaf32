using System.Globalization;
using System.Net;

namespace RtcVoice.TestKit.Network;

/// <summary>Rewrites the candidates of an SDP answer (RFC 8839 section 5.1), to send a browser another way than the server offers.</summary>
public static class CandidateLines
{
    private const string Prefix = "a=candidate:";

    // a=candidate:<foundation> <component> <transport> <priority> <address> <port> typ <type> ...
    private const int TransportField = 2;
    private const int AddressField = 4;
    private const int PortField = 5;

    /// <summary>The answer with one UDP candidate at this endpoint in each place where it had some, and no TCP candidate.</summary>
    public static string ReplaceUdp(string sdp, IPEndPoint endpoint)
    {
        bool placed = false;
        return Rewrite(sdp, fields =>
        {
            if (!IsUdp(fields) || placed)
            {
                return null;
            }

            placed = true;
            fields[AddressField] = endpoint.Address.ToString();
            fields[PortField] = endpoint.Port.ToString(CultureInfo.InvariantCulture);
            return Prefix + string.Join(' ', fields);
        });
    }

    /// <summary>The first UDP candidate's address and port.</summary>
    public static IPEndPoint? FindUdp(string sdp)
    {
        foreach (string line in sdp.Split("\r\n"))
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                string[] fields = line[Prefix.Length..].Split(' ');
                if (IsUdp(fields) && IPAddress.TryParse(fields[AddressField], out IPAddress? address))
                {
                    return new IPEndPoint(address, int.Parse(fields[PortField], CultureInfo.InvariantCulture));
                }
            }
        }

        return null;
    }

    private static bool IsUdp(string[] fields) => fields[TransportField].Equals("udp", StringComparison.OrdinalIgnoreCase);

    private static string Rewrite(string sdp, Func<string[], string?> rewrite)
    {
        ArgumentNullException.ThrowIfNull(sdp);
        IEnumerable<string?> lines = sdp.Split("\r\n").Select(line => line.StartsWith(Prefix, StringComparison.Ordinal)
            ? rewrite(line[Prefix.Length..].Split(' '))
            : line);
        return string.Join("\r\n", lines.OfType<string>());
    }
}
