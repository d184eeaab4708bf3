import { defineConfig } from 'vite';

/** The server serves the result at `/admin` under a policy that allows nothing inline. */
export default defineConfig({
  base: '/admin/',
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
});
