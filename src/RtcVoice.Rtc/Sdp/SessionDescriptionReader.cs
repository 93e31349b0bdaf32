using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RtcVoice.Rtc.Sdp;

/// <summary>
/// One pass over the lines of a description. Unknown, over-long and unprintable attribute lines are skipped, never fatal;
/// only a broken <c>m=</c> line is, for an answer must match it.
/// </summary>
internal ref struct SessionDescriptionReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ImmutableArray<MediaDescription>.Builder _media = ImmutableArray.CreateBuilder<MediaDescription>();
    private readonly ImmutableArray<SdpAttribute>.Builder _attributes = ImmutableArray.CreateBuilder<SdpAttribute>();
    private ImmutableArray<SdpAttribute> _sessionAttributes = [];
    private SdpOrigin _origin = SdpOrigin.None;
    private MediaDescription? _section;
    private int _attributeCount;
    private int _candidateCount;
    private int _lineNumber;

    public SessionDescriptionReader(ReadOnlySpan<byte> text)
    {
        _text = text;
    }

    public bool TryRead([NotNullWhen(true)] out SessionDescription? description, [NotNullWhen(false)] out SdpError? error)
    {
        description = null;
        error = CheckStart();
        ReadOnlySpan<byte> rest = _text;
        while (error is null && !rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            _lineNumber++;
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            error = ReadLine(line);
        }

        if (error is not null)
        {
            return false;
        }

        EndSection();
        description = new SessionDescription { Origin = _origin, Attributes = _sessionAttributes, Media = _media.ToImmutable() };
        return true;
    }

    private readonly SdpError? CheckStart()
    {
        if (_text.Length > SdpLimits.MaxBytes)
        {
            return new SdpError(
                SdpErrorCode.TooLarge, $"The session description has {_text.Length} bytes; at most {SdpLimits.MaxBytes} are accepted.");
        }

        ReadOnlySpan<byte> start = _text.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty)
        {
            return new SdpError(SdpErrorCode.Empty, "The session description is empty: send the text of the SDP offer (RTCSessionDescription.sdp).");
        }

        if (start[0] is (byte)'{' or (byte)'"')
        {
            return new SdpError(
                SdpErrorCode.NotSdp,
                "This is JSON, not SDP: send the value of RTCSessionDescription.sdp itself, not the RTCSessionDescription as JSON.");
        }

        return _text.StartsWith("v=0\r"u8) || _text.StartsWith("v=0\n"u8)
            ? null
            : new SdpError(SdpErrorCode.NotSdp, "This is not SDP: a session description begins with the line 'v=0'.");
    }

    private SdpError? ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[1] != (byte)'=')
        {
            return null;
        }

        bool isReadable = line.Length <= SdpLimits.MaxLineBytes && !line.ContainsAnyInRange((byte)0, (byte)0x1f);
        if (line[0] == (byte)'m')
        {
            return isReadable ? ReadMediaLine(Encoding.Latin1.GetString(line[2..])) : MalformedMediaLine();
        }

        if (!isReadable)
        {
            return null;
        }

        switch (line[0])
        {
            case (byte)'o' when _section is null:
                _ = SdpOrigin.TryRead(Encoding.Latin1.GetString(line[2..]), out _origin);
                return null;
            case (byte)'c' when _section is not null:
                _section = _section with { Connection = Encoding.Latin1.GetString(line[2..]) };
                return null;
            case (byte)'a':
                return ReadAttribute(line[2..]);
            default:
                return null;
        }
    }

    private SdpError? ReadAttribute(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("candidate:"u8) && ++_candidateCount > SdpLimits.MaxCandidates)
        {
            return null;
        }

        if (++_attributeCount > SdpLimits.MaxAttributes)
        {
            return new SdpError(
                SdpErrorCode.TooLarge, $"The session description has more than {SdpLimits.MaxAttributes} attribute lines.");
        }

        int colon = text.IndexOf((byte)':');
        string name = Encoding.Latin1.GetString(colon < 0 ? text : text[..colon]);
        _attributes.Add(new SdpAttribute(name, colon < 0 ? null : Encoding.Latin1.GetString(text[(colon + 1)..])));
        return null;
    }

    // m=<media> <port>[/<number of ports>] <proto> <fmt> ...
    private SdpError? ReadMediaLine(ReadOnlySpan<char> text)
    {
        EndSection();
        if (_media.Count == SdpLimits.MaxMediaSections)
        {
            return new SdpError(
                SdpErrorCode.TooLarge, $"The session description has more than {SdpLimits.MaxMediaSections} media sections (m= lines).");
        }

        ReadOnlySpan<char> kind = SdpText.NextWord(ref text);
        ReadOnlySpan<char> port = SdpText.NextWord(ref text);
        ReadOnlySpan<char> protocol = SdpText.NextWord(ref text);
        int slash = port.IndexOf('/');
        if (!SdpText.IsToken(kind)
            || !SdpText.TryReadNumber(slash < 0 ? port : port[..slash], out uint portNumber)
            || portNumber > ushort.MaxValue
            || !SdpText.IsWord(protocol))
        {
            return MalformedMediaLine();
        }

        ImmutableArray<string>.Builder formats = ImmutableArray.CreateBuilder<string>();
        while (SdpText.NextWord(ref text) is { IsEmpty: false } format)
        {
            if (!SdpText.IsWord(format) || formats.Count == SdpLimits.MaxFormats)
            {
                return MalformedMediaLine();
            }

            formats.Add(format.ToString());
        }

        if (formats.Count == 0)
        {
            return MalformedMediaLine();
        }

        _section = new MediaDescription
        {
            Kind = kind.ToString(),
            Port = (ushort)portNumber,
            Protocol = protocol.ToString(),
            Formats = formats.ToImmutable(),
        };
        return null;
    }

    private void EndSection()
    {
        if (_section is null)
        {
            _sessionAttributes = _attributes.ToImmutable();
        }
        else
        {
            _media.Add(_section with { Attributes = _attributes.ToImmutable() });
            _section = null;
        }

        _attributes.Clear();
    }

    private readonly SdpError MalformedMediaLine() =>
        new(SdpErrorCode.Malformed, $"Line {_lineNumber} of the session description is not 'm=<media> <port> <protocol> <format> ...'.");
}
