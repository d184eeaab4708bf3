import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { openPage } from '../support/page.js';
import { createShop, type TestShop } from '../support/shop.js';

const ZONE = 'Europe/Berlin';
/** Never the day that is shown at first. */
const AHEAD_MS = 2 * 86_400_000;

/** What answers and events that come at any moment must not do to who is using a page. */
describe('a page that is drawn anew', () => {
  const day = new Date(Date.now() + AHEAD_MS);
  const date = day.toLocaleDateString('sv-SE', { timeZone: ZONE });
  const dayName = day.toLocaleDateString('en-GB', {
    timeZone: ZONE,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  let app: TestApp;
  let shop: TestShop;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    shop = await createShop(app.database, {
      timezone: ZONE,
      barbers: 2,
      windows: [[540, 1080]],
      horizonDays: 60,
    });
    ({ page, complaints } = await openPage(browser, app.origin, { timezoneId: ZONE, locale: 'en-GB' }));
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });
  afterEach(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await app.database.query('DELETE FROM appointments');
    expect(complaints.splice(0)).toEqual([]);
  });

  const open = async (path: string) => {
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(app.origin + path);
  };
  const bookAt = async (time: string) => {
    const { token } = await app.signUp();
    const body = { date, time, timezone: ZONE, serviceId: shop.serviceId, barberId: shop.barberIds[0] };
    expect((await app.post('bookings', body, { token })).status).toBe(201);
  };
  /** When the page has taken all that it has, and painted it. */
  const painted = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(0))))');

  describe('/book', () => {
    const time = (text: string) => page.locator('.slots').getByRole('button', { name: text, exact: true });
    const dayButton = () => page.getByRole('button', { name: new RegExp(`^${dayName}`) });
    const openShop = async () => {
      await open(`/book?barber=${shop.barberIds[0]}`);
      await page.locator('.slots li').first().waitFor();
    };

    it('shows under the name of a day no times of another', async () => {
      await openShop();
      const below = page.evaluate<number>(`new Promise((told) =>
        new MutationObserver(() => told(document.querySelectorAll('.slots li').length)).observe(
          document.querySelector('.slots h3'), { characterData: true, childList: true, subtree: true }))`);
      await dayButton().click();
      expect(await below).toBe(0);
    });

    it('keeps the focus on a time, and drops an answer that a later one has overtaken', async () => {
      await openShop();
      let letGo: (() => Promise<void>) | undefined;
      await page.route(`**/available-slots?*date=${date}*`, async (route) => {
        if (letGo !== undefined) return route.fallback();
        letGo = () => Promise.reject(new Error('not answered yet'));
        const response = await route.fetch();
        letGo = () => route.fulfill({ response });
      });
      await dayButton().click();
      await time('14:00').focus();
      await bookAt('12:00');
      await time('12:00 taken').waitFor();
      const held = page.waitForResponse(`**/available-slots?*date=${date}*`);
      await letGo?.();
      await held;
      await painted();
      expect(await time('12:00 taken').count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
      await page.locator('.summary').getByText('14:00').waitFor();
    });
  });
});
