import { defineConfig } from 'vite';

/** One toolchain for all pages: each has a folder, its address is that folder's name. The server allows nothing inline. */
export default defineConfig({
  base: '/pages/',
  cacheDir: '../.cache/vite',
  build: {
    outDir: '../dist/pages',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['account', 'admin', 'book', 'desk'].map((page) => `${import.meta.dirname}/${page}/index.html`),
    },
  },
});
