import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { expectSound, openPage } from '../support/page.js';
import { createShop, type TestShop } from '../support/shop.js';

const PASSWORD = 'correct horse battery';
const ZONE = 'Europe/Berlin';
/** The clocks of Berlin go back from 3:00 to 2:00 in the first hours of this day. */
const DATE = '2027-10-31';
/** With its year, as it may be more than half a year ahead. */
const DAY = /^Sunday,? 31 October( 2027)?$/;
/** The first hour that is shown, in minutes: the night before goes on until two. */
const FROM = 0;
/** Pixels of a minute. */
const PIXELS = 1.5;

/** A shop that is open from 3:00 to 2:00, read by staff in another zone. */
describe('a day at the desk in which an hour comes twice', () => {
  let app: TestApp;
  let shop: TestShop;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let staff: { readonly email: string; readonly token: string };

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    shop = await createShop(app.database, {
      timezone: ZONE,
      barbers: 9,
      windows: [[180, 1560]],
    });
    await app.database.query(`UPDATE barbers SET name = 'אברהם בן־דוד השני' WHERE id = $1`, [
      shop.barberIds[0],
    ]);
    staff = await app.signUp('receptionist', [shop.locationId]);
    ({ page, complaints } = await openPage(browser, app.origin, {
      timezoneId: 'America/Los_Angeles',
      locale: 'en-GB',
      viewport: { width: 1280, height: 700 },
    }));
    await page.goto(`${app.origin}/desk`);
    await page.getByLabel('E-mail').fill(staff.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Date').fill(DATE);
    await page.getByRole('heading', { name: DAY }).waitFor();
    await page.locator('.track').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    expect(complaints).toEqual([]);
  });

  const book = async (startsAt: string, name: string, durationMinutes = 30) => {
    const body = {
      startsAt,
      durationMinutes,
      serviceId: shop.serviceId,
      barberId: shop.barberIds[0],
      client: { name, phone: `0171 20000${name.length}` },
      override: ['grid', 'hours'],
    };
    expect((await app.post('bookings', body, { token: staff.token })).status).toBe(201);
  };
  const block = (name: string) => page.locator('.block').filter({ hasText: name });
  /** Minutes from the top to where a booking is drawn, and its length. */
  const placeOf = async (name: string) => {
    await block(name).waitFor();
    return page.evaluate<[number, number]>(
      `(() => { const { top, height } = [...document.querySelectorAll('.block')].find((each) => each.textContent.includes('${name}')).style;
        return [parseFloat(top) / ${PIXELS}, parseFloat(height) / ${PIXELS}]; })()`,
    );
  };
  const startOf = async (name: string) => {
    const [row] = await app.database.query<{ starts_at: Date }>(
      'SELECT starts_at FROM appointments WHERE client_id = (SELECT id FROM clients WHERE name = $1)',
      [name],
    );
    return row?.starts_at.toISOString();
  };

  it('shows each hour and each booking where it is, and keeps names and hours in view', async () => {
    const scrolled = () => page.evaluate<number>(`document.querySelector('.day').scrollTop`);
    // An hour before the day's own windows, which begin four hours after midnight.
    expect(await scrolled()).toBe((240 - 60 - FROM) * PIXELS);
    await book('2027-10-31T00:45:00Z', 'Jo');
    await book('2027-10-31T01:15:00Z', 'Kim');
    expect(await placeOf('Jo')).toEqual([165 - FROM, 30]);
    expect(await placeOf('Kim')).toEqual([195 - FROM, 30]);
    const hours = await page.locator('.clock span').allTextContents();
    const others = Array.from({ length: 21 }, (_, index) => index + 3);
    expect(hours.map(parseFloat)).toEqual([0, 1, 2, 2, ...others]);
    expect(await block('Jo').textContent()).toContain('2:45 CEST');
    expect(await block('Kim').textContent()).toContain('2:15 CET');
    // For screen readers.
    expect(await page.locator('.working').first().textContent()).toBe('Works from 3:00 to 2:00 CEST');
    const night = await page.evaluate<string>(`document.querySelector('.working').style.height`);
    expect(night).toBe(`${120 * PIXELS}px`);
    const header = page.locator('.column header').first();
    const before = await header.boundingBox();
    await page.locator('.clock span').last().scrollIntoViewIfNeeded();
    expect(await scrolled()).toBeGreaterThan(0);
    expect(await header.boundingBox()).toEqual(before);
    expect(await header.getByRole('heading').getAttribute('dir')).toBe('auto');
    await expectSound(page, 'desk-night');
  });

  it('books and moves to the second of two equal times, and to one on the clock of the shop', async () => {
    const [first, second] = [page.locator('.track').nth(0), page.locator('.track').nth(1)];
    await second.click({ position: { x: 60, y: (210 - FROM) * PIXELS + 3 } });
    const dialog = page.getByRole('dialog');
    await dialog.getByText(DAY).waitFor();
    expect(await dialog.getByLabel('Time', { exact: true }).inputValue()).toBe('02:30');
    await dialog.getByLabel('Client').fill('Lee, 0171 234567');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await dialog.getByRole('button', { name: 'Do it anyway' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await startOf('Lee')).toBe('2027-10-31T01:30:00.000Z');

    await block('Lee').scrollIntoViewIfNeeded();
    const from = await block('Lee').boundingBox();
    const to = await first.boundingBox();
    if (from === null || to === null) throw new Error('Not on the page');
    const y = to.y + (360 - FROM) * PIXELS;
    await page.mouse.move(from.x + 30, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 45, from.y + 20, { steps: 3 });
    await page.mouse.move(to.x + 40, y + 5, { steps: 5 });
    await page.mouse.up();
    await page
      .getByRole('status')
      .getByText(/^Lee is moved: .*5:00 with \u2068אברהם בן־דוד השני\u2069\./)
      .waitFor();
    expect(await startOf('Lee')).toBe('2027-10-31T04:00:00.000Z');
  });

  it('keeps what is seen where short bookings stretch the day', async () => {
    const seen = () =>
      page.evaluate<[number, number]>(
        `[document.querySelector('.day').scrollTop, parseFloat(document.querySelector('.track').style.height) / 60]`,
      );
    await page.evaluate(`document.querySelector('.day').scrollTo({ top: 900 })`);
    const [top, hours] = await seen();
    expect(top).toBe(900);
    await book('2027-10-31T12:00:00Z', 'Robin', 10);
    await book('2027-10-31T12:10:00Z', 'Sascha', 10);
    await block('Sascha').waitFor();
    const [stretchedTop, stretchedHours] = await seen();
    expect(stretchedHours).toBeGreaterThan(1.5 * hours);
    expect(stretchedTop / stretchedHours).toBeCloseTo(top / hours, 0);
  });

  it('ends one that was missed where another begins in its time', async () => {
    await book('2027-10-31T14:00:00Z', 'Toni');
    await app.database.query(
      `UPDATE appointments SET status = 'no_show', blocked_until = starts_at + interval '10 minutes'
       WHERE client_id = (SELECT id FROM clients WHERE name = 'Toni')`,
    );
    await book('2027-10-31T14:15:00Z', 'Valerie');
    const [next] = await placeOf('Valerie');
    const [top, height] = await placeOf('Toni');
    expect(top + height).toBeCloseTo(next);
  });
});
