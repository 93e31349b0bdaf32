using System.Text;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;

namespace RtcVoice.Rtc.Tests.Ice;

[TestFixture]
internal sealed class IceCredentialsTests
{
    [Test]
    public void Generated_credentials_hold_ice_chars_only_and_are_long_enough()
    {
        using var random = new SeededRandomNumbers(1);
        var seen = new HashSet<char>();
        for (int i = 0; i < 1_000; i++)
        {
            IceCredentials credentials = IceCredentials.Generate(random);
            Assert.That(credentials.Ufrag, Does.Match("^[A-Za-z0-9+/]{8,256}$"));
            Assert.That(credentials.Password, Does.Match("^[A-Za-z0-9+/]{24,256}$"));
            seen.UnionWith(credentials.Ufrag);
        }

        Assert.That(seen, Has.Count.EqualTo(64), "every ice-char comes up");
    }

    [Test]
    public void Generated_credentials_come_from_the_injected_source()
    {
        using var random = new SeededRandomNumbers(7);
        using var same = new SeededRandomNumbers(7);
        IceCredentials first = IceCredentials.Generate(random);
        IceCredentials second = IceCredentials.Generate(random);
        IceCredentials again = IceCredentials.Generate(same);
        Assert.That((again.Ufrag, again.Password), Is.EqualTo((first.Ufrag, first.Password)));
        Assert.That(second.Ufrag, Is.Not.EqualTo(first.Ufrag));
        Assert.That(second.Password, Is.Not.EqualTo(first.Password));
    }

    [TestCase("abc", "aaaaaaaaaaaaaaaaaaaaaa", false)]
    [TestCase("abcd", "aaaaaaaaaaaaaaaaaaaaa", false)]
    [TestCase("abcd", "aaaaaaaaaaaaaaaaaaaaaa", true)]
    [TestCase("ab:d", "aaaaaaaaaaaaaaaaaaaaaa", false)]
    [TestCase("ab-d", "aaaaaaaaaaaaaaaaaaaaaa", false)]
    [TestCase("abcd", "aaaaaaaaaaaaaaaaaaaaa_", false)]
    [TestCase("abcd", "aaaaaaaaaaaaaaaaaaaaa\r", false)]
    public void Credentials_are_checked(string ufrag, string password, bool valid)
    {
        Assert.That(IceCredentials.AreValid(ufrag, password), Is.EqualTo(valid));
        Assert.That(() => new IceCredentials(ufrag, password), valid ? Throws.Nothing : Throws.ArgumentException);
    }

    [Test]
    public void The_text_of_credentials_keeps_the_password_to_itself()
    {
        var credentials = new IceCredentials("abcd", "0123456789abcdefABCDEF");
        Assert.That(credentials.ToString(), Does.Not.Contain("0123456789"));
    }

    [Test]
    public void A_table_of_ufrags_is_asked_with_the_bytes_of_a_packet()
    {
        using var random = new SeededRandomNumbers(3);
        var table = new Dictionary<string, int>(UfragComparer.Instance);
        IceCredentials[] sessions = [.. Enumerable.Range(0, 500).Select(_ => IceCredentials.Generate(random))];
        for (int i = 0; i < sessions.Length; i++)
        {
            table.Add(sessions[i].Ufrag, i);
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> lookup = table.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (int i = 0; i < sessions.Length; i++)
        {
            byte[] request = new BindingRequest(sessions[i]).Build();
            Assert.That(StunMessage.TryReadServerUfrag(request, out ReadOnlySpan<byte> ufrag), Is.True);
            Assert.That(lookup[ufrag], Is.EqualTo(i));
        }

        Assert.That(lookup.ContainsKey(Encoding.ASCII.GetBytes("notThere")), Is.False);
        Assert.That(lookup.ContainsKey([0xE9, 0xE9, 0xE9, 0xE9]), Is.False);
        Assert.That(lookup.TryAdd("viaBytes"u8, 1), Is.True);
        Assert.That(table, Contains.Key("viaBytes"));
    }
}
