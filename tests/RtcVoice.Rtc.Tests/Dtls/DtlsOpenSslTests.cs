using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>The server against another stack: OpenSSL's s_client over a loopback socket, in real time.</summary>
[TestFixture]
internal sealed partial class DtlsOpenSslTests
{
    private const int Patience = 60_000;

    [TestCase("SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", 56, "", "ec")]
    [TestCase("SRTP_AES128_CM_SHA1_80", 60, "", "ec")]
    [TestCase("SRTP_AEAD_AES_128_GCM", 56, "-cipher ECDHE-ECDSA-CHACHA20-POLY1305", "ec")]
    [TestCase("SRTP_AEAD_AES_128_GCM", 56, "-curves X25519:P-256", "ec")]
    [TestCase("SRTP_AEAD_AES_128_GCM", 56, "-mtu 300", "ec")]
    [TestCase("SRTP_AEAD_AES_128_GCM", 56, "", "rsa")]
    public void OpenSSL_connects_with_equal_keys_and_data_flows(string profiles, int keyLength, string more, string key)
    {
        using TemporaryIdentity identity = new(key);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string arguments = $"s_client -dtls1_2 -connect {socket.LocalEndPoint} -use_srtp {profiles} -keymatexport EXTRACTOR-dtls_srtp "
            + $"-keymatexportlen {keyLength} -cert {identity.CertificatePath} -key {identity.KeyPath} -verify_quiet {more}";
        if (!TryStart(arguments, out Process? openssl))
        {
            Assert.Fail("There is no openssl here; eng/install test brings it.");
        }

        using (openssl)
        {
            Task<string> errors = openssl!.StandardError.ReadToEndAsync();
            try
            {
                using ServerLoop server = new(socket, identity.Fingerprint);
                server.RunUntil(DtlsEventKind.Connected);
                openssl.StandardInput.Write("hello from openssl\n");
                openssl.StandardInput.Flush();
                server.RunUntil(DtlsEventKind.ApplicationData);
                server.Send("hello from us\n"u8);
                string output = ReadUntil(openssl.StandardOutput, "hello from us");

                // Its end of input makes it send close_notify.
                openssl.StandardInput.Close();
                server.RunUntil(DtlsEventKind.Closed);

                Assert.That(openssl.WaitForExit(Patience), "openssl ends");
                Match exported = KeyingMaterial().Match(output);
                DtlsKeyingMaterial keys = server.Events[0].Keys!;
                Assert.That(exported.Groups[1].Value, Is.EqualTo(Convert.ToHexString(keys.Bytes)), output + errors.Result);
                Assert.That(keys.Profile, Is.EqualTo(keyLength == 56 ? DtlsSrtpProfile.AeadAes128Gcm : DtlsSrtpProfile.Aes128CmSha1Tag80));
                Assert.That(server.Events[1].Data.ToArray(), Is.EqualTo("hello from openssl\n"u8.ToArray()));
                Assert.That(server.Events[2].ClosedByPeer);
                Assert.That(output, Does.Contain("Extended master secret: yes"));
            }
            finally
            {
                openssl.Kill();
            }
        }
    }

    [TestCase("-dtls1", "protocol_version")]
    [TestCase("-dtls1_2 -cipher ECDHE-ECDSA-AES256-SHA", "handshake_failure")]
    [TestCase("-dtls1_2 -curves X25519", "handshake_failure")]
    public void OpenSSL_is_refused_when_it_offers_less_than_WebRTC_asks_for(string offer, string alert)
    {
        using TemporaryIdentity identity = new("ec");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string arguments = $"s_client -connect {socket.LocalEndPoint} -use_srtp SRTP_AEAD_AES_128_GCM "
            + $"-cert {identity.CertificatePath} -key {identity.KeyPath} {offer}:@SECLEVEL=0";
        if (!offer.Contains("-cipher", StringComparison.Ordinal))
        {
            // DTLS 1.0 needs SHA-1, which OpenSSL 3 only does at level 0.
            arguments = arguments.Replace(":@SECLEVEL=0", " -cipher DEFAULT:@SECLEVEL=0", StringComparison.Ordinal);
        }

        if (!TryStart(arguments, out Process? openssl))
        {
            Assert.Fail("There is no openssl here; eng/install test brings it.");
        }

        using (openssl)
        {
            try
            {
                using ServerLoop server = new(socket, identity.Fingerprint);
                server.RunUntil(DtlsEventKind.Failed);
                Assert.That(server.Events.Single().Failure, Is.EqualTo(DtlsFailure.Protocol));
                Assert.That(server.Events.Single().Detail, Does.StartWith(alert));

                // The alert in the clear makes openssl give up; it has no guard.
                Assert.That(openssl!.WaitForExit(Patience), "openssl ends");
                Assert.That(openssl.StandardError.ReadToEnd(), Does.Contain("alert"));
            }
            finally
            {
                openssl!.Kill();
            }
        }
    }

    [GeneratedRegex("Keying material: ([0-9A-F]+)")]
    private static partial Regex KeyingMaterial();

    private static string ReadUntil(StreamReader output, string last)
    {
        System.Text.StringBuilder text = new();
        while (!text.ToString().EndsWith(last, StringComparison.Ordinal))
        {
            Task<string?> line = output.ReadLineAsync();
            Assert.That(line.Wait(Patience) && line.Result is not null, $"openssl said no more than: {text}");
            text.Append('\n').Append(line.Result);
        }

        return text.ToString();
    }

    private static bool TryStart(string arguments, out Process? process)
    {
        try
        {
            process = Process.Start(new ProcessStartInfo("openssl", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            return process is not null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            process = null;
            return false;
        }
    }

    /// <summary>The owner's loop of a real server: one thread, a queue of datagrams and wakes, a timer.</summary>
    private sealed class ServerLoop : IDisposable
    {
        private readonly Socket _socket;
        private readonly BlockingCollection<(byte[] Datagram, EndPoint? From)> _inbox = [];
        private readonly Thread _reader;
        private EndPoint? _peer;

        public ServerLoop(Socket socket, DtlsFingerprint peer)
        {
            _socket = socket;
            Session = new DtlsSession(DtlsPair.Options(DtlsRole.Server, DtlsPair.Threads) with
            {
                PeerFingerprints = [peer],
                HandshakeInLockstep = false,
                Wake = () => _inbox.Add(([], null)),
            });
            _reader = new Thread(Read) { IsBackground = true };
            _reader.Start();
        }

        public DtlsSession Session { get; }

        public List<DtlsEvent> Events { get; } = [];

        public void RunUntil(DtlsEventKind kind)
        {
            while (!Events.Exists(e => e.Kind == kind))
            {
                Instant now = TimeProvider.System.GetInstant();
                TimeSpan wait = Session.NextTimeout.IsNever ? TimeSpan.FromMilliseconds(Patience) : Session.NextTimeout - now;
                if (_inbox.TryTake(out (byte[] Datagram, EndPoint? From) item, wait > TimeSpan.Zero ? wait : TimeSpan.Zero))
                {
                    now = TimeProvider.System.GetInstant();
                    if (item.From is not null)
                    {
                        _peer = item.From;
                        Session.HandleDatagram(item.Datagram, now);
                    }
                }
                else
                {
                    Assert.That(Session.NextTimeout.IsNever, Is.False, $"openssl fell silent; {Session.State}");
                }

                Session.HandleTimeout(TimeProvider.System.GetInstant());
                Transmit();
                while (Session.TryPollEvent(out DtlsEvent happened))
                {
                    Events.Add(happened);
                    Assert.That(happened.Kind, Is.EqualTo(kind).Or.Not.EqualTo(DtlsEventKind.Failed), $"{happened.Failure} {happened.Detail}");
                }
            }
        }

        public void Dispose()
        {
            Session.Dispose();
            _socket.Dispose();
            _reader.Join();
            _inbox.Dispose();
        }

        public void Send(ReadOnlySpan<byte> data)
        {
            Assert.That(Session.TrySend(data), Is.True);
            Transmit();
        }

        private void Transmit()
        {
            byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
            while (Session.TryPollTransmit(buffer, out int length))
            {
                _socket.SendTo(buffer.AsSpan(0, length), _peer!);
            }
        }

        private void Read()
        {
            byte[] buffer = new byte[DtlsSession.MaxDatagramIn];
            try
            {
                while (true)
                {
                    EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                    int length = _socket.ReceiveFrom(buffer, ref from);
                    _inbox.Add((buffer[..length], from));
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The loop is done.
            }
        }
    }

    /// <summary>A certificate and key in files, as openssl wants them.</summary>
    private sealed class TemporaryIdentity : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dtls-");

        public TemporaryIdentity(string key)
        {
            using AsymmetricAlgorithm algorithm = key == "rsa" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = algorithm is RSA rsa
                ? new CertificateRequest("CN=peer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : new CertificateRequest("CN=peer", (ECDsa)algorithm, HashAlgorithmName.SHA256);
            using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
            File.WriteAllText(KeyPath, algorithm.ExportPkcs8PrivateKeyPem());
            Fingerprint = DtlsFingerprint.Of(certificate.RawData);
        }

        public string CertificatePath => Path.Combine(_folder.FullName, "certificate.pem");

        public string KeyPath => Path.Combine(_folder.FullName, "key.pem");

        public DtlsFingerprint Fingerprint { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
