// Bundles OpenAI's client and the page's use of it into one file.
//   node build.mjs OUTPUT
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: [fileURLToPath(new URL('client.mjs', import.meta.url))],
  outfile: process.argv[2],
  bundle: true,
  format: 'iife',
  platform: 'browser',
  conditions: ['browser'],
  target: 'es2022',
  logLevel: 'warning',
});
