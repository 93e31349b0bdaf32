// Calls a server with Firefox and prints what happened as JSON.
//   node call.mjs ORIGIN CALLER_JS SECONDS [KEY]
import { readFile } from 'node:fs/promises';
import { close, launch } from './browser.mjs';

const [origin, callerPath, seconds, key] = process.argv.slice(2);

const browser = await launch(origin);

try {
  const page = await browser.newPage();
  page.on('console', (message) => console.error(`page: ${message.text()}`));
  await page.goto(`${origin}/healthz`);
  await page.evaluate(await readFile(callerPath, 'utf8'));
  const record = await page.evaluate(async (endpoint, bearer, time) => {
    await caller.prepare({ microphone: true });
    await caller.call({ endpoint, key: bearer, channels: ['oai-events', 'rtcvoice-echo'] });
    await new Promise((resolve) => { setTimeout(resolve, time * 500); });
    caller.send('rtcvoice-echo', '"an echo"');
    await new Promise((resolve) => { setTimeout(resolve, time * 500); });
    await caller.sample();
    const location = caller.location;
    const hangup = await caller.hangUp();
    return JSON.stringify({ ...await caller.finish(), hangup, location });
  }, `${origin}/v1/realtime/calls`, key, Number(seconds));
  process.stdout.write(record);
} finally {
  await close(browser);
}
