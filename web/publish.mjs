// Puts the built widget beside the server's pages, unless it has grown beyond what a page should have to load for it.
import { copyFile, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const budget = 40_000;
const widget = 'dist/rtc-voice.js';
const size = gzipSync(await readFile(widget), { level: 9 }).length;
console.log(`web: ${widget} has ${size} bytes with gzip, of ${budget}`);
if (size > budget) {
  console.error('web: that is too much');
  process.exit(1);
}
await copyFile(widget, '../src/RtcVoice.Standalone/wwwroot/rtc-voice.js');
