// Calls with the widget of a server's page and prints its states, and what was said until the assistant spoke.
//   node widget.mjs ORIGIN KEY
import { launch } from './browser.mjs';

const [origin, key] = process.argv.slice(2);
const browser = await launch(origin);

try {
  const page = await browser.newPage();
  page.on('console', (message) => console.error(`page: ${message.text()}`));
  await page.goto(`${origin}/`);
  process.stdout.write(await page.evaluate(async (token) => {
    await customElements.whenDefined('rtc-voice');
    const voice = document.querySelector('rtc-voice');
    const states = [];
    voice.token = token;
    voice.addEventListener('rtc-voice-state', (e) => states.push(e.detail.state));
    voice.addEventListener('rtc-voice-error', (e) => states.push(e.detail.message));
    const isThere = async (condition) => {
      for (let i = 0; i < 200 && !condition(); i++) {
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    };
    const meter = voice.shadowRoot.querySelector('#assistant');
    voice.call();
    await isThere(() => voice.state === 'speaking' && Number(meter.getAttribute('aria-valuenow')) > 30);
    const said = voice.transcript.map((entry) => entry.words);
    voice.hangUp();
    await isThere(() => voice.state === 'idle');
    return `${states.join(', ')}\n${said.join('\n')}\n`;
  }, key));
} finally {
  await browser.close();
}
