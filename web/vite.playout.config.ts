import { defineConfig } from 'vite';

// The playout reports alone, as a script that any page may load: benches let their pages report with what the demo uses.
export default defineConfig({
  build: {
    outDir: '../artifacts/web',
    emptyOutDir: true,
    minify: false,
    lib: { entry: 'src/playout.ts', name: 'rtcvoicePlayout', formats: ['iife'], fileName: () => 'playout.js' },
  },
});
