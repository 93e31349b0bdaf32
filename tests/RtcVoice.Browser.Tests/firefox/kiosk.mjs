// Opens a server's kiosk, which listens, with a script that is run before the page's own (somebody walks up and talks), and
// a server's console beside it; prints what was said and what the console shows of it, and that it shows no call any more
// when the visitor has hung up.
//   node kiosk.mjs ORIGIN KEY SCRIPT
import { readFile } from 'node:fs/promises';
import { close, launch, step } from './browser.mjs';

const [origin, key, script] = process.argv.slice(2);
const browser = await launch(origin);

try {
  step('the console');
  const desk = await browser.newPage();
  await desk.goto(`${origin}/console?lang=en`);
  await desk.waitForSelector('#key');
  await desk.type('#key', key);
  await desk.keyboard.press('Enter');

  step('the kiosk');
  const page = await browser.newPage();
  page.on('console', (message) => console.error(`page: ${message.text()}`));
  const walkUp = await readFile(script, 'utf8');
  await page.evaluateOnNewDocument(`${walkUp}
    addEventListener('DOMContentLoaded', () => { document.querySelector('rtc-voice').token = ${JSON.stringify(key)}; });`);
  await page.goto(`${origin}/kiosk?wake=speech&lang=en`);
  step('the visitor speaks');
  const said = await page.evaluate(async () => {
    const voice = document.querySelector('rtc-voice');
    const words = () => (voice.transcript ?? []).map((entry) => `${entry.kind}: ${entry.words.trim()}`);
    const isAnswered = () => words().some((line) => line.startsWith('assistant: It is '));
    for (let i = 0; i < 250 && !isAnswered(); i++) {
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    if (!isAnswered()) {
      throw new Error(`nobody was answered: the widget is ${voice.state}, and was said: ${words().join(', ')}`);
    }
    return words();
  });

  step('the console shows the call');
  await desk.bringToFront();
  const call = await desk.waitForSelector('.calls button', { timeout: 15_000 });
  await call.click();
  await desk.waitForFunction(() => document.body.textContent.includes('It is '), { timeout: 15_000 });
  const shown = await desk.evaluate(() => document.querySelector('.calls button').textContent.replace(/\s+/g, ' ').trim());

  step('the visitor hangs up');
  await page.bringToFront();
  await page.evaluate(() => document.querySelector('rtc-voice').shadowRoot.querySelector('[part~="call"]').click());
  await page.waitForFunction(() => document.querySelector('rtc-voice').state === 'idle', { timeout: 15_000 });
  step('the console shows that it is over');
  await desk.bringToFront();
  await desk.waitForFunction(() => document.body.textContent.includes('This call is over.'), { timeout: 15_000 });
  await desk.waitForFunction(() => document.querySelectorAll('.calls button').length === 0, { timeout: 15_000 });
  process.stdout.write(`${said.join('\n')}\nconsole: ${shown}\nhung up, no call left\n`);
} finally {
  step('closing');
  await close(browser);
}
