/** What the console says. */
export interface Words {
  title: string;
  keyTitle: string;
  keyWanted: string;
  keyWrong: string;
  keyIsSecret: string;
  keyNotSet: string;
  key: string;
  open: string;
  forget: string;
  connecting: string;
  live: string;
  lost: (seconds: number) => string;
  full: (seconds: number) => string;
  retry: string;
  server: string;
  calls: string;
  noCalls: string;
  noMatch: string;
  more: (count: number) => string;
  filter: string;
  choose: string;
  call: string;
  over: string;
  states: Record<'connecting' | 'connected' | 'ended', string>;
  transports: Record<'webrtc' | 'websocket', string>;
  hangUp: string;
  hangUpQuestion: string;
  hangUpAbout: (id: string) => string;
  hangUpFailed: string;
  keep: string;
  back: string;
  plots: string;
  from: string;
  now: string;
  lateness: { title: string; about: string; lines: [string, string, string] };
  buffers: { title: string; about: string; lines: [string, string, string] };
  concealment: { title: string; about: string; lines: [string, string] };
  heard: { title: string; about: string; lines: [string, string, string] };
  turns: { title: string; about: string; none: string; total: (ms: string) => string; waiting: string; brokenOff: string; steps: [string, string, string, string] };
  conversation: { title: string; none: string; failed: string; person: string; agent: string; system: string; spoken: string; function: string; heardOf: (heard: string, generated: string) => string; saying: string; interrupted: string };
  figures: string;
  figure: {
    calls: string; pacer: string; scheduling: string; skipped: string; ticks: string; busy: string; busyAbout: string; effort: string; effortOf: (complexity: number) => string; effortAbout: string; admission: string; taken: string; refusing: string; refused: string;
    since: string; duration: string; agent: string; path: string; cipher: string; connect: string; roundTrip: string; loss: string; jitter: string;
    packets: string; dropped: string; waiting: string; dry: string; cuts: string; fec: string; generated: string; heard: string; discarded: string; ear: string; known: string; late: string; lost: string; recovered: string;
  };
  sources: Record<'reported' | 'modelled' | 'send_clock', string>;
}

const en: Words = {
  title: 'RtcVoice console',
  keyTitle: 'The server’s key',
  keyWanted: 'This server shows its calls to whoever has its key (RtcVoice:ServerKey). It is kept in this tab alone, until it is closed.',
  keyWrong: 'The server does not accept this key.',
  keyIsSecret: 'This is a client secret, which is good for calls of its own only. The console needs the server’s key.',
  keyNotSet: 'This server has no key, and shows its calls to its own machine only. Set RtcVoice:ServerKey there to see them from here.',
  key: 'Key',
  open: 'Show the calls',
  forget: 'Forget the key',
  connecting: 'Connecting…',
  live: 'Live',
  lost: (seconds) => `The server does not answer. Trying again in ${seconds} s; what is shown is old.`,
  full: (seconds) => `Too many consoles are open at this server; close one. Trying again in ${seconds} s.`,
  retry: 'Try now',
  server: 'The server',
  calls: 'Calls',
  noCalls: 'No calls just now. They appear here when somebody calls.',
  noMatch: 'No call matches.',
  more: (count) => `And ${count} more: narrow them down.`,
  filter: 'Id or address',
  choose: 'Choose a call to see how it is going.',
  call: 'Call',
  over: 'This call is over.',
  states: { connecting: 'connecting', connected: 'connected', ended: 'over' },
  transports: { webrtc: 'WebRTC', websocket: 'WebSocket' },
  hangUp: 'Hang up',
  hangUpQuestion: 'End this call?',
  hangUpAbout: (id) => `The person on call ${id} is cut off at once.`,
  hangUpFailed: 'The call could not be hung up; try again.',
  keep: 'Keep it',
  back: 'All calls',
  plots: 'The last two minutes',
  from: '2 min ago',
  now: 'now',
  lateness: { title: 'Lateness of departures', about: 'How late this call’s packets left, and those of all', lines: ['half', 'the latest', '99 of 100 of all'] },
  buffers: { title: 'Jitter buffers', about: 'How long sound waits or travels', lines: ['waits here', 'is meant to', 'to the ear'] },
  concealment: { title: 'Concealment and loss', about: 'Sound made up here; packets lost on the way there, by RTCP', lines: ['made up here', 'lost there'] },
  heard: { title: 'Heard against generated', about: 'The agent’s sound; a cut throws the rest away', lines: ['generated', 'departed', 'heard'] },
  turns: {
    title: 'How soon turns were answered',
    about: 'From the end of the person’s voice, as this server knows it',
    none: 'No turn yet.',
    total: (ms) => `${ms} ms to the ear`,
    waiting: 'not answered aloud',
    brokenOff: 'cut off before it was heard',
    steps: ['turn taken to be over', 'first sound made', 'first packet left', 'heard'],
  },
  conversation: {
    title: 'Conversation as heard',
    none: 'Nothing has been said yet.',
    failed: 'The conversation cannot be read just now.',
    person: 'Person',
    agent: 'Agent',
    system: 'System',
    spoken: '(spoken)',
    function: 'Function',
    heardOf: (heard, generated) => `heard ${heard} of ${generated} s`,
    saying: 'being said',
    interrupted: 'cut off',
  },
  figures: 'Figures',
  figure: {
    calls: 'Calls', pacer: 'Lateness, 99 of 100', scheduling: 'Scheduling', skipped: 'Slots skipped', ticks: 'Busiest worker late', busy: 'Busiest worker at work', busyAbout: 'Share of its time; above 65 % less effort is made.', effort: 'Effort of coding', effortOf: (complexity) => `${complexity} of 10`, effortAbout: 'Opus complexity: gives way to load before calls are refused.', admission: 'New calls', taken: 'are taken', refusing: 'are refused', refused: 'Refused',
    since: 'Since', duration: 'On the line', agent: 'Agent', path: 'Path', cipher: 'Encryption', connect: 'Time to connect', roundTrip: 'Round trip', loss: 'Lost on the way there', jitter: 'Jitter there',
    packets: 'Packets out, in', dropped: 'Datagrams dropped', waiting: 'Waiting to be said', dry: 'Ran dry', cuts: 'Cut off', fec: 'Armed against loss', generated: 'Generated', heard: 'Heard', discarded: 'Thrown away', ear: 'From here to the ear', known: 'Known by', late: 'Packets too late here', lost: 'Packets dropped here', recovered: 'Restored here',
  },
  sources: { reported: 'the client’s report', modelled: 'RTCP and a model', send_clock: 'our clock alone' },
};

const de: Words = {
  title: 'RtcVoice-Konsole',
  keyTitle: 'Schlüssel des Servers',
  keyWanted: 'Dieser Server zeigt seine Gespräche dem, der seinen Schlüssel hat (RtcVoice:ServerKey). Er bleibt nur in diesem Tab, bis es geschlossen wird.',
  keyWrong: 'Der Server nimmt diesen Schlüssel nicht an.',
  keyIsSecret: 'Das ist ein Client-Secret, das nur für eigene Gespräche gilt. Die Konsole braucht den Schlüssel des Servers.',
  keyNotSet: 'Dieser Server hat keinen Schlüssel und zeigt seine Gespräche nur auf seinem eigenen Rechner. Setzen Sie dort RtcVoice:ServerKey, um sie von hier zu sehen.',
  key: 'Schlüssel',
  open: 'Gespräche zeigen',
  forget: 'Schlüssel vergessen',
  connecting: 'Verbinde…',
  live: 'Live',
  lost: (seconds) => `Der Server antwortet nicht. Neuer Versuch in ${seconds} s; was zu sehen ist, ist alt.`,
  full: (seconds) => `Zu viele Konsolen sind an diesem Server offen; schließen Sie eine. Neuer Versuch in ${seconds} s.`,
  retry: 'Jetzt versuchen',
  server: 'Der Server',
  calls: 'Gespräche',
  noCalls: 'Gerade keine Gespräche. Sie erscheinen hier, sobald jemand anruft.',
  noMatch: 'Kein Gespräch passt.',
  more: (count) => `Und ${count} weitere: grenzen Sie sie ein.`,
  filter: 'Kennung oder Adresse',
  choose: 'Wählen Sie ein Gespräch, um zu sehen, wie es läuft.',
  call: 'Gespräch',
  over: 'Dieses Gespräch ist beendet.',
  states: { connecting: 'verbindet', connected: 'verbunden', ended: 'beendet' },
  transports: { webrtc: 'WebRTC', websocket: 'WebSocket' },
  hangUp: 'Auflegen',
  hangUpQuestion: 'Dieses Gespräch beenden?',
  hangUpAbout: (id) => `Die Person im Gespräch ${id} wird sofort getrennt.`,
  hangUpFailed: 'Das Gespräch ließ sich nicht beenden; versuchen Sie es noch einmal.',
  keep: 'Weiterführen',
  back: 'Alle Gespräche',
  plots: 'Die letzten zwei Minuten',
  from: 'vor 2 min',
  now: 'jetzt',
  lateness: { title: 'Verspätung beim Absenden', about: 'Wie spät Pakete dieses Gesprächs abgingen, und die aller', lines: ['die Hälfte', 'das späteste', '99 von 100 aller'] },
  buffers: { title: 'Jitterpuffer', about: 'Wie lange Ton wartet oder unterwegs ist', lines: ['wartet hier', 'Zielwert', 'bis zum Ohr'] },
  concealment: { title: 'Verdeckung und Verlust', about: 'Hier ersetzter Ton; auf dem Weg dorthin verlorene Pakete, laut RTCP', lines: ['hier ersetzt', 'dort verloren'] },
  heard: { title: 'Gehört und erzeugt', about: 'Der Ton des Agenten; ein Abbruch verwirft den Rest', lines: ['erzeugt', 'abgegangen', 'gehört'] },
  turns: {
    title: 'Wie bald geantwortet wurde',
    about: 'Ab dem Ende der Stimme, wie dieser Server es kennt',
    none: 'Noch kein Redebeitrag.',
    total: (ms) => `${ms} ms bis zum Ohr`,
    waiting: 'nicht hörbar beantwortet',
    brokenOff: 'abgebrochen, bevor es gehört wurde',
    steps: ['Beitrag gilt als beendet', 'erster Ton erzeugt', 'erstes Paket abgegangen', 'gehört'],
  },
  conversation: {
    title: 'Gespräch, wie es gehört wurde',
    none: 'Es wurde noch nichts gesagt.',
    failed: 'Das Gespräch lässt sich gerade nicht lesen.',
    person: 'Person',
    agent: 'Agent',
    system: 'System',
    spoken: '(gesprochen)',
    function: 'Funktion',
    heardOf: (heard, generated) => `${heard} von ${generated} s gehört`,
    saying: 'wird gesprochen',
    interrupted: 'abgebrochen',
  },
  figures: 'Zahlen',
  figure: {
    calls: 'Gespräche', pacer: 'Verspätung, 99 von 100', scheduling: 'Zeitsteuerung', skipped: 'Ausgelassene Takte', ticks: 'Verzug der Verarbeitung', busy: 'Auslastung', busyAbout: 'Anteil der Zeit, den der meistbeschäftigte Worker arbeitet; über 65 % sinkt der Aufwand.', effort: 'Aufwand beim Kodieren', effortOf: (complexity) => `${complexity} von 10`, effortAbout: 'Komplexität von Opus: gibt unter Last nach, ehe Anrufe abgewiesen werden.', admission: 'Neue Gespräche', taken: 'werden angenommen', refusing: 'werden abgewiesen', refused: 'Abgewiesen',
    since: 'Seit', duration: 'Dauer', agent: 'Agent', path: 'Weg', cipher: 'Verschlüsselung', connect: 'Verbindungsaufbau', roundTrip: 'Umlaufzeit', loss: 'Dorthin verloren', jitter: 'Jitter dort',
    packets: 'Pakete hin, her', dropped: 'Verworfene Datagramme', waiting: 'Noch zu sagen', dry: 'Leergelaufen', cuts: 'Abgebrochen', fec: 'Gegen Verlust gerüstet', generated: 'Erzeugt', heard: 'Gehört', discarded: 'Verworfen', ear: 'Von hier bis zum Ohr', known: 'Bekannt durch', late: 'Pakete hier zu spät', lost: 'Pakete hier verworfen', recovered: 'Hier wiederhergestellt',
  },
  sources: { reported: 'Bericht des Clients', modelled: 'RTCP und ein Modell', send_clock: 'nur unsere Uhr' },
};

/** The words of a language (BCP 47); English where there is no other. */
export function wordsOf(language: string): Words {
  return language.toLowerCase().split('-')[0] === 'de' ? de : en;
}
