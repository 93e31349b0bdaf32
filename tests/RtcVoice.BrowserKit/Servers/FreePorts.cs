using System.Net;
using System.Net.Sockets;

namespace RtcVoice.BrowserKit.Servers;

/// <summary>Ports that are free for TCP and UDP alike, as media uses both.</summary>
public static class FreePorts
{
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
                return port;
            }
            catch (SocketException)
            {
                // Taken for UDP: try another.
            }
        }
    }
}
