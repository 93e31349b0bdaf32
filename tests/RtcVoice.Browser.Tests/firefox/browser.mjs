// Firefox, driven over WebDriver BiDi, which needs no geckodriver; it is to be run in a network namespace of its own
// (see FirefoxNamespace.cs).
import puppeteer from 'puppeteer-core';

/** Starts it, for pages of this origin. */
export const launch = (origin) => puppeteer.launch({
  browser: 'firefox',
  executablePath: '/usr/bin/firefox-esr',
  headless: true,
  // Sooner than the test gives up, so that it is told which step hung.
  protocolTimeout: 60_000,
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

/** Tells what comes next, and when: what a failure shows of the way there. */
export const step = (what) => console.error(`${performance.now().toFixed(0)} ms: ${what}`);

/** Ends it; by force where it does not go by itself: under load Firefox sometimes never says that it has closed. */
export const close = async (browser) => {
  const program = browser.process();
  const gone = new Promise((resolve) => { program.once('exit', resolve); });
  const force = setTimeout(() => program.kill('SIGKILL'), 10_000);
  await Promise.race([gone, browser.close()]);
  clearTimeout(force);
};
