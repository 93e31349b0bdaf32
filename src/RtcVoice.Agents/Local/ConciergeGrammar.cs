using RtcVoice.Agents.Grammars;

namespace RtcVoice.Agents.Local;

/// <summary>
/// What the concierge understands, heard or read: the one source of both. A sentence that has one word for all, such as
/// "stop", is taken for it by every cough-like word, so that yes, no and okay are here too.
/// </summary>
internal static class ConciergeGrammar
{
    /// <summary>The rules.</summary>
    public static Grammar Rules { get; } = new(
        "concierge",
        [
            ("sentence", "[excuse me] <question> [please] | [<asking>] <command> [please] | <saying>"),
            ("asking", "please | (can | could | would) you [please]"),
            ("question", "<time> | <date> | <where> | <room> | <quote> | <help>"),
            ("command", "<story> | <repeat> | <slower> | <faster> | <stop>"),
            ("saying", "<greeting> | <thanks> | <goodbye> | <assent>"),
            ("time", "what time is it | what is the time | what's the time | tell me the time | do you have the time"),
            ("date", "what day is it [today] | what is the date [today] | what's the date [today] | what is today's date"),
            ("where", "<search> the <place>"),
            ("room", "<search> room <digit> <digit> <digit>"),
            ("search", "where is | where's | where are | how do i get to | how do i find | i am looking for | i'm looking for | show me the way to"),
            ("place", string.Join(" | ", Building.Places.Select(place => $"<{place.Rule}>"))),
            .. Building.Places.Select(place => (place.Rule, place.Names)),
            ("digit", $"{string.Join(" | ", SpokenDigits.Names)} | oh"),
            ("story", "tell me a story | tell me another story | tell me another one | another story"),
            ("repeat", "repeat that | say that again | say it again"),
            ("quote", "what did you just say | what did you say | what were you saying | what was that"),
            ("slower", "slower | slow down | speak slower | speak more slowly | too fast"),
            ("faster", "faster | speed up | speak faster | too slow"),
            ("stop", "stop | stop it | stop talking | be quiet"),
            ("help", "help | help me | what can you do | what can i say | what can i ask you"),
            ("greeting", "hello | good morning | good afternoon | good evening"),
            ("thanks", "thanks | thank you | thank you very much"),
            ("goodbye", "goodbye | bye bye | good night"),
            ("assent", "yes | no | okay"),
        ]);
}
