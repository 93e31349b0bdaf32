using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>
/// Makes samples of the bytes that a voice sends, as they come: raw PCM16, or a WAV file of it whose length nobody need know yet.
/// </summary>
/// <param name="defaultRate">Samples a second of what does not say it.</param>
internal sealed class SpeechDecoder(int defaultRate)
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int FormatBytes = 16;
    private const int TagPcm = 1;
    private const int TagExtensible = 0xFFFE;
    private const int BitsPerSample = 16;

    /// <summary>What the call takes.</summary>
    private const int MinRate = 8_000;

    /// <inheritdoc cref="MinRate" />
    private const int MaxRate = 48_000;

    /// <summary>Cover pictures and the like before the sound; more is no voice's.</summary>
    private const int MaxHeaderBytes = 64 * 1024;

    private static readonly string[] PcmTypes = ["audio/pcm", "audio/l16", "audio/x-pcm", "audio/raw"];
    private static readonly string[] WavTypes = ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"];

    private readonly List<byte> _rest = [];
    private bool? _isWav;
    private bool _isInData;

    /// <summary>Where the sound of a WAV file ends, counted down; null to its end.</summary>
    private long? _dataLeft;

    /// <summary>Samples a second, once samples come.</summary>
    public int SampleRate { get; private set; } = defaultRate;

    /// <summary>Takes bytes.</summary>
    /// <param name="bytes">The next of them.</param>
    /// <param name="mediaType">What they are said to be.</param>
    /// <returns>The samples that are whole by now; none, perhaps.</returns>
    /// <exception cref="InvalidDataException">They are something else; the message says what to ask for.</exception>
    public short[] Decode(ReadOnlySpan<byte> bytes, string mediaType)
    {
        _isWav ??= ReadType(mediaType);
        _rest.AddRange(bytes);
        if (_isWav is true && !_isInData)
        {
            ReadHeader();
            if (!_isInData)
            {
                return [];
            }
        }

        int whole = _rest.Count / sizeof(short) * sizeof(short);
        whole = (int)Math.Min(whole, _dataLeft ?? whole);
        short[] samples = MemoryMarshal.Cast<byte, short>(CollectionsMarshal.AsSpan(_rest)[..whole]).ToArray();
        _dataLeft -= whole;
        if (_dataLeft == 0)
        {
            // What follows the sound is about it.
            whole = _rest.Count;
        }

        _rest.RemoveRange(0, whole);
        return samples;
    }

    private bool ReadType(string mediaType)
    {
        string[] parts = mediaType.Split(';', StringSplitOptions.TrimEntries);
        string name = parts[0].ToLowerInvariant();
        if (WavTypes.Contains(name))
        {
            return true;
        }

        if (!PcmTypes.Contains(name))
        {
            throw new InvalidDataException(
                $"The voice sends '{name}', which is not taken here; have it send PCM of 16 bits or WAV: RtcVoice:Cascade:Tts:Format is pcm or wav, and the server must heed it.");
        }

        foreach (string part in parts.Skip(1))
        {
            if (part.StartsWith("rate=", StringComparison.OrdinalIgnoreCase) && int.TryParse(part.AsSpan("rate=".Length), out int rate))
            {
                SetRate(rate);
            }
        }

        return false;
    }

    private void ReadHeader()
    {
        ReadOnlySpan<byte> all = CollectionsMarshal.AsSpan(_rest);
        if (all.Length < RiffHeaderBytes)
        {
            return;
        }

        if (!all[..4].SequenceEqual("RIFF"u8) || !all[8..12].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException("The voice says that it sends a WAV file, which does not begin as one does (RIFF, WAVE).");
        }

        bool hasFormat = false;
        int at = RiffHeaderBytes;
        while (all.Length - at >= ChunkHeaderBytes)
        {
            ReadOnlySpan<byte> name = all.Slice(at, 4);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(all[(at + 4)..]);
            at += ChunkHeaderBytes;
            if (name.SequenceEqual("data"u8))
            {
                if (!hasFormat)
                {
                    throw new InvalidDataException("The voice's WAV file has its sound before its format.");
                }

                // Who streams does not know the length, and leaves 0 or the largest number.
                _dataLeft = length is 0 or > int.MaxValue ? null : length;
                _rest.RemoveRange(0, at);
                _isInData = true;
                return;
            }

            if (length > MaxHeaderBytes)
            {
                throw new InvalidDataException($"The voice's WAV file has more than {MaxHeaderBytes} bytes before its sound.");
            }

            int padded = (int)length + ((int)length & 1);
            if (all.Length - at < padded)
            {
                return;
            }

            if (name.SequenceEqual("fmt "u8))
            {
                ReadFormat(all.Slice(at, (int)length));
                hasFormat = true;
            }

            at += padded;
            if (at > MaxHeaderBytes)
            {
                throw new InvalidDataException($"The voice's WAV file has more than {MaxHeaderBytes} bytes before its sound.");
            }
        }
    }

    private void ReadFormat(ReadOnlySpan<byte> format)
    {
        if (format.Length < FormatBytes)
        {
            throw new InvalidDataException("The voice's WAV file has a format that is cut short.");
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (tag is not (TagPcm or TagExtensible) || channels != 1 || bits != BitsPerSample)
        {
            throw new InvalidDataException($"The voice's WAV file has {channels} channels of {bits} bits in format {tag}; have it send mono PCM of 16 bits.");
        }

        SetRate(BinaryPrimitives.ReadInt32LittleEndian(format[4..]));
    }

    private void SetRate(int rate) => SampleRate = rate is >= MinRate and <= MaxRate
        ? rate
        : throw new InvalidDataException($"The voice sends {rate} samples a second; have it send {MinRate} to {MaxRate}.");
}
