/** What of the widget a visitor may see and use beside the button that begins and ends the call. */
export const parts = ['captions', 'mute', 'typing', 'settings'] as const;
export type Part = typeof parts[number];

/** What the address of a kiosk sets. */
export interface KioskAddress {
  silence: number;
  language: string;
  heading: string;
  agent: string;
  tokenUrl: string;
  theme: '' | 'light' | 'dark';
  shown: ReadonlySet<Part>;
  wakesBySpeech: boolean;
  wakeLevel: number;
  beacon: string | undefined;
  beaconInterval: number;
  name: string | null;
}

/** Seconds without a word until the person is taken to have left. */
const usualSilence = 45;

/** What somebody who stands before a usual microphone exceeds, in dB below full scale. */
const usualWakeLevel = -45;

/** Seconds between two health reports. */
const usualBeaconInterval = 60;

/** What a visitor gets unless the address says otherwise: devices are for whoever looks after the terminal. */
const usualParts = 'captions,mute,typing';

/**
 * Reads a kiosk's address.
 * @param complain told in one sentence of what cannot be used, and of what can; the default then stands.
 */
export function readAddress({ search, base }: { search: string; base: string }, language: string, complain: (sentence: string) => void): KioskAddress {
  const query = new URLSearchParams(search);
  const number = (name: string, usual: number, low: number, high: number): number => {
    const text = query.get(name);
    const value = Number(text);
    if (text === null || (text.trim() !== '' && value >= low && value <= high)) {
      return text === null ? usual : value;
    }
    complain(`${name}=${text}: give a number from ${low} to ${high}; it is ${usual} now.`);
    return usual;
  };
  const choice = <T extends string>(name: string, choices: readonly T[], usual: T): T => {
    const text = query.get(name) ?? usual;
    if ((choices as readonly string[]).includes(text)) {
      return text as T;
    }
    complain(`${name}=${text}: give ${choices.filter((one) => one !== '').join(' or ')}.`);
    return usual;
  };
  const list = (query.get('show') ?? usualParts).split(',').map((part) => part.trim()).filter((part) => part !== '' && part !== 'none');
  list.filter((part) => !(parts as readonly string[]).includes(part))
    .forEach((part) => complain(`show=${part}: give none, or any of ${parts.join(', ')}.`));

  return {
    silence: 1_000 * number('silence', usualSilence, 1, 3_600),
    language: query.get('lang') ?? language,
    heading: query.get('heading') ?? '',
    agent: query.get('agent') ?? '',
    tokenUrl: query.get('token-url') ?? '',
    theme: choice('theme', ['', 'light', 'dark'], ''),
    shown: new Set(list as Part[]),
    wakesBySpeech: choice('wake', ['touch', 'speech'], 'touch') === 'speech',
    wakeLevel: number('wake-level', usualWakeLevel, -90, 0),
    beacon: address(query.get('beacon'), base, complain),
    beaconInterval: 1_000 * number('beacon-interval', usualBeaconInterval, 5, 86_400),
    name: query.get('name'),
  };
}

function address(text: string | null, base: string, complain: (sentence: string) => void): string | undefined {
  if (text === null) {
    return undefined;
  }
  try {
    const url = new URL(text, base);
    if (url.protocol === 'http:' || url.protocol === 'https:') {
      return url.href;
    }
  } catch {
    // No address at all.
  }
  complain(`beacon=${text}: give an http or https address that health reports can be posted to.`);
  return undefined;
}
