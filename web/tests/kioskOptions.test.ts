import { describe, expect, it } from 'vitest';
import { readAddress } from '../src/kiosk/options';

function read(search: string) {
  const complaints: string[] = [];
  return { ...readAddress({ search, base: 'https://voice.test/kiosk' }, 'en-GB', (sentence) => complaints.push(sentence)), complaints };
}

describe("a kiosk's address", () => {
  it('sets nothing when it says nothing', () => {
    const address = read('');
    expect(address).toMatchObject({ silence: 45_000, language: 'en-GB', wakesBySpeech: false, beacon: undefined, theme: '', complaints: [] });
    expect([...address.shown]).toEqual(['captions', 'mute', 'typing']);
  });

  it('sets all of it', () => {
    expect(read('?silence=60&lang=de&heading=Empfang&theme=dark&wake=speech&wake-level=-38&beacon=/health&beacon-interval=300&name=lobby')).toMatchObject({
      silence: 60_000, language: 'de', heading: 'Empfang', theme: 'dark', wakesBySpeech: true, wakeLevel: -38,
      beacon: 'https://voice.test/health', beaconInterval: 300_000, name: 'lobby', complaints: [],
    });
  });

  it('takes everything from the visitor but the button', () => {
    expect([...read('?show=none').shown]).toEqual([]);
  });

  it.each([
    ['?silence=soon', 'silence=soon: give a number from 1 to 3600; it is 45 now.'],
    ['?silence=0', 'silence=0: give a number from 1 to 3600; it is 45 now.'],
    ['?wake=noise', 'wake=noise: give touch or speech.'],
    ['?theme=pink', 'theme=pink: give light or dark.'],
    ['?show=captions,menu', 'show=menu: give none, or any of captions, mute, typing, settings.'],
    ['?beacon=javascript:alert(1)', 'beacon=javascript:alert(1): give an http or https address that health reports can be posted to.'],
    ['?beacon=http://', 'beacon=http://: give an http or https address that health reports can be posted to.'],
  ])('says of %s what would do', (search, complaint) => {
    expect(read(search).complaints).toEqual([complaint]);
  });
});
