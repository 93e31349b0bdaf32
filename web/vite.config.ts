import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    outDir: '../src/RtcVoice.Standalone/wwwroot',
    emptyOutDir: true,
    // Nothing may be inlined: the page runs under a content security policy without data: or inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'kiosk.html', 'console.html'] },
  },
  plugins: [{
    name: 'widget',
    apply: 'serve',
    // `npm run dev` gives the widget from its source where the server gives it built.
    resolveId(id) {
      return id === '/rtc-voice.js' ? this.resolve('/src/widget/index.ts') : null;
    },
  }],
  // `npm run dev` shows the page; calls go on to a server at its default address.
  server: { proxy: { '/v1': 'http://localhost:8080' } },
});
