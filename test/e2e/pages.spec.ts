import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { openPage, violationsOf } from '../support/page.js';
import { createShop } from '../support/shop.js';

/** Bytes of a page with all that it loads at once, each file compressed. */
const LARGEST_PAGE = 70 * 1024;

describe('the pages', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    await createShop(app.database);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, app.origin));
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('leads from / to /book', async () => {
    const answer = await fetch(`${app.origin}/`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/book']);
  });

  it.each(['account', 'admin', 'book', 'desk'])(
    'serves /%s, from this origin only and not too large',
    async (name) => {
      const document = await app.get<string>(`/${name}`);
      expect(document.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(document.headers.get('cache-control')).toBe('no-cache');
      expect(document.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
      const loaded: string[] = [];
      page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
      await page.goto(`${app.origin}/${name}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const assets = [...new Set(loaded)].filter((path) => path.startsWith('/pages/'));
      const contents = await Promise.all(assets.map((path) => readFile(`dist${path}`)));
      const bytes = [Buffer.from(document.body), ...contents].map((content) => gzipSync(content).byteLength);
      expect(assets.length).toBeGreaterThan(1);
      expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(LARGEST_PAGE);
      expect(await violationsOf(page)).toEqual([]);
    },
  );
});
