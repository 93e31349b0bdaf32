using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RtcVoice.BrowserKit.Servers;

/// <summary>Ports that are free for TCP and UDP alike, as media uses both, each given once: who asked may not have bound it yet.</summary>
public static class FreePorts
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    public static int Next()
    {
        while (true)
        {
            using var tcp = new TcpListener(IPAddress.Any, 0);
            tcp.Start();
            int port = ((IPEndPoint)tcp.LocalEndpoint).Port;
            try
            {
                using var udp = new UdpClient(new IPEndPoint(IPAddress.Any, port));
                if (Given.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // Taken for UDP: try another.
            }
        }
    }
}
