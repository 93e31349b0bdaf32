import { defineConfig } from 'vite';

// The widget alone, as one module: what the server gives at /rtc-voice.js, and the npm package.
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: 'src/widget/index.ts',
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        entryFileNames: 'rtc-voice.js',
        postBanner: '/*! <rtc-voice>, MIT licence. Holds Lit, (c) 2017 Google LLC, BSD-3-Clause: see THIRD-PARTY.md. */',
      },
    },
  },
});
