import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { calendarFile } from '../../pages/book/bookings/calendar.file.js';
import { merged } from '../../pages/book/times/shown-slots.js';
import { typedClient } from '../../pages/desk/booking/typed-client.js';
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

describe('the pages’ own rules', () => {
  const slot = (hour: number) => ({
    startsAt: `2999-01-01T${hour}:00:00.000Z`,
    endsAt: `2999-01-01T${hour}:30:00.000Z`,
    time: `${hour}:00`,
    barberIds: [1],
  });

  it('a slot that is taken stays in its place, and is free again when it comes back', () => {
    const before = merged(undefined, [slot(10), slot(11), slot(12)]);
    const taken = merged(before, [slot(10), slot(12)]);
    expect(taken.map(({ time, isFree }) => [time, isFree])).toEqual([
      ['10:00', true],
      ['11:00', false],
      ['12:00', true],
    ]);
    expect(merged(taken, [slot(11)]).map(({ isFree }) => isFree)).toEqual([false, true, false]);
  });

  it('a calendar file escapes its texts, and folds lines between characters', () => {
    const file = calendarFile({
      uid: 'booking-1@shop.example',
      title: `Cut, wash; dry \\ ${'ü'.repeat(60)}`,
      place: 'Line\nbreak',
      startsAt: '2027-03-14T13:00:00.000Z',
      endsAt: '2027-03-14T13:30:00.000Z',
      sequence: 2,
    });
    expect(file).toContain('DTSTART:20270314T130000Z\r\nDTEND:20270314T133000Z\r\nSEQUENCE:2\r\n');
    expect(file).toContain(String.raw`SUMMARY:Cut\, wash\; dry \\ ü`);
    expect(file).toContain(String.raw`LOCATION:Line\nbreak`);
    const lines = file.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.join('').replaceAll(' ü', 'ü')).toContain('ü'.repeat(60));
  });

  it.each([
    ['Jo Example, 0171 234567', { name: 'Jo Example', phone: '0171 234567' }],
    ['+1 (212) 555-0100 Kim', { name: 'Kim', phone: '+1 (212) 555-0100' }],
    ['Lee lee@example.com', { name: 'Lee', email: 'lee@example.com' }],
    ['Ada the 3rd', { name: 'Ada the 3rd' }],
  ])('%s is read as typed at the desk', (text, client) => {
    expect(typedClient(text)).toEqual(client);
  });
});
