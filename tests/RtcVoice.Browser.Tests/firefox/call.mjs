// Calls a server with Firefox and prints what happened as JSON. Firefox is driven over WebDriver BiDi, which needs no
// geckodriver; it is to be run in a network namespace of its own (see FirefoxNamespace.cs).
//   node call.mjs ORIGIN CALLER_JS SECONDS [KEY]
import { readFile } from 'node:fs/promises';
import puppeteer from 'puppeteer-core';

const [origin, callerPath, seconds, key] = process.argv.slice(2);

const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: '/usr/bin/firefox-esr',
  headless: true,
  extraPrefsFirefox: {
    // A tone for a microphone, and nobody to ask.
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    // The page comes over http from the other end of a veth pair; a microphone needs a secure context.
    'dom.securecontext.allowlist': new URL(origin).hostname,
    'media.cubeb.backend': 'pulse',
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
  },
});

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
  await browser.close();
}
