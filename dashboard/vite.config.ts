import { defineConfig } from 'vite';

/** The server serves the result at `/admin` under a policy that allows nothing inline. */
export default defineConfig({
  base: '/admin/',
  cacheDir: '../.cache/vite',
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
