using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Playout;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>What must hold of every call, whatever was done to it.</summary>
internal static class SpeechRigVerification
{
    public static void Verify(this SpeechRig rig)
    {
        VerifyClock(rig);
        VerifySegments(rig);
        VerifySamples(rig);
        VerifyLedger(rig);
        VerifyNoClicks(rig);
        VerifyStates(rig);
    }

    /// <summary>Media time is 960 a frame, and nothing leaves before its time or later than a slot.</summary>
    public static void VerifyClock(this SpeechRig rig)
    {
        for (int i = 0; i < rig.Sink.Packets.Count; i++)
        {
            Sent packet = rig.Sink.Packets[i];
            Assert.That(packet.MediaTime, Is.EqualTo((long)i * OpusFormat.FrameSamples));
            Assert.That(packet.At, Is.EqualTo(rig.Call.MediaOrigin + TimeSpan.FromMilliseconds(20 * i)));
        }
    }

    /// <summary>
    /// Each segment departs from its first sample without a gap or a repeat, to its end or its cut; but where it was
    /// resumed after a pause it goes back as far as it was told to, and no further.
    /// </summary>
    private static void VerifySegments(SpeechRig rig)
    {
        long segment = 0;
        long position = 0;
        foreach (Departure departure in rig.Departures.Where(d => d.Tag.Samples > 0))
        {
            if (departure.Tag.Segment != segment)
            {
                Assert.That(departure.Tag.Segment, Is.GreaterThan(segment), "segments depart in order");
                segment = departure.Tag.Segment;
                position = 0;
            }

            if (departure.Tag.Offset != position)
            {
                Assert.That(rig.Resumes, Has.Member((segment, departure.Tag.Offset)), $"segment {segment} departs without a gap or a repeat");
                Assert.That(departure.Tag.Offset, Is.LessThan(position));
            }

            position = departure.Tag.End;
        }

        foreach (SpeechOutEvent end in rig.Events.Where(e => e.Kind is SpeechOutEventKind.SegmentFinished or SpeechOutEventKind.SegmentCut))
        {
            long departed = rig.DeparturesOf(end.Segment).Select(d => d.Tag.End).LastOrDefault();
            Assert.That(end.Position, Is.EqualTo(departed));
            if (end.Kind == SpeechOutEventKind.SegmentFinished)
            {
                Assert.That(departed, Is.EqualTo(rig.WrittenTo(end.Segment).Count), "all of a finished segment has departed");
            }
        }
    }

    /// <summary>What is heard at a media time is what its departure says, faded only where it says so.</summary>
    private static void VerifySamples(SpeechRig rig)
    {
        short[] heard = rig.Listen();
        foreach (Departure departure in rig.Departures.Where(d => d.Tag.Samples > 0))
        {
            FrameTag tag = departure.Tag;
            List<short> written = rig.WrittenTo(tag.Segment);
            bool fades = (tag.Content & (FrameContent.FadeIn | FrameContent.FadeOut)) != 0;
            for (int i = 0; i < OpusFormat.FrameSamples; i++)
            {
                int actual = heard[departure.MediaTime + i];
                int source = i < tag.Samples ? written[(int)tag.Offset + i] : 0;
                bool isSoftEnd = tag.Offset + i >= written.Count - 120;
                if (fades || isSoftEnd)
                {
                    Assert.That(Math.Abs(actual), Is.LessThanOrEqualTo(Math.Abs(source)));
                }
                else if (actual != source)
                {
                    Assert.Fail($"sample {tag.Offset + i} of segment {tag.Segment} is {actual}, not {source}");
                }
            }
        }
    }

    /// <summary>
    /// The ledger's ranges follow each other on the media clock; of each segment they are contiguous, but where it was
    /// resumed, and no more than was written; and what the listener heard is what they say, and nothing besides.
    /// </summary>
    private static void VerifyLedger(SpeechRig rig)
    {
        PlayoutLedger ledger = rig.Speech.Ledger;
        short[] heard = rig.Listen();
        var positions = new Dictionary<long, long>();
        long mediaTime = 0;
        for (int i = 0; i < ledger.Count; i++)
        {
            PlayoutRange range = ledger[i];
            Assert.That(range.MediaTime, Is.GreaterThanOrEqualTo(mediaTime), "ranges never overlap");
            Assert.That(heard.AsSpan((int)mediaTime, (int)(range.MediaTime - mediaTime)).ContainsAnyExcept((short)0), Is.False, "what no range names was silent");
            mediaTime = range.MediaEnd;

            long position = positions.GetValueOrDefault(range.Segment);
            if (range.Offset != position)
            {
                Assert.That(rig.Resumes, Has.Member((range.Segment, range.Offset)), "ranges of a segment are contiguous");
            }

            List<short> written = rig.WrittenTo(range.Segment);
            Assert.That(range.End, Is.LessThanOrEqualTo(written.Count), "no more departs than was written");
            positions[range.Segment] = range.End;
            VerifyRange(ledger, range, heard, written);
        }

        Assert.That(heard.AsSpan((int)mediaTime).ContainsAnyExcept((short)0), Is.False, "nothing is heard behind the last range");
        Assert.That(ledger.DepartedThrough, Is.EqualTo(mediaTime));
    }

    private static void VerifyRange(PlayoutLedger ledger, PlayoutRange range, short[] heard, List<short> written)
    {
        for (int i = 0; i < range.Samples; i++)
        {
            // A fade only makes it quieter.
            Assert.That(Math.Abs((int)heard[range.MediaTime + i]), Is.LessThanOrEqualTo(Math.Abs((int)written[(int)range.Offset + i])));
        }

        foreach (long into in new[] { 0, range.Samples / 2, range.Samples - 1 })
        {
            Assert.That(ledger.TryFind(range.MediaTime + into, out PlayoutRange found) && found == range);
            Assert.That(ledger.PositionOf(range.Segment, range.MediaTime + into + 1), Is.GreaterThanOrEqualTo(range.Offset + into + 1));
        }
    }

    private static void VerifyNoClicks(SpeechRig rig)
    {
        short[] heard = rig.Listen();
        for (int i = 1; i < heard.Length; i++)
        {
            int step = Math.Abs(heard[i] - heard[i - 1]);
            if (step > SpeechRig.VoiceStep + SpeechRig.FadeStep)
            {
                Assert.Fail($"a step of {step} at media time {i}");
            }
        }
    }

    /// <summary>Every packet was coded behind the one that the listener heard before it.</summary>
    private static void VerifyStates(SpeechRig rig)
    {
        var silence = new TraceBook.State(0, TraceBook.SettlingFrames);
        TraceBook.State listener = silence;
        foreach (Sent packet in rig.Sink.Packets)
        {
            if (TraceBook.IsSharedSilence(packet.Frame))
            {
                Assert.That(listener, Is.EqualTo(silence), "the shared silence came before the encoder had settled");
            }
            else
            {
                TraceBook.Entry entry = rig.Book.Read(packet.Frame);
                Assert.That(entry.Before, Is.EqualTo(listener), "a packet was coded behind another than the one heard before it");
                listener = entry.After;
            }
        }
    }
}
