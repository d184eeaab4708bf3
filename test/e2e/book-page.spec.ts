import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { MINUTE_MS, SECOND_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { expectSound, openPage } from '../support/page.js';
import { createShop, type TestShop } from '../support/shop.js';

const PASSWORD = 'correct horse battery';
const SLOT_MS = 30 * MINUTE_MS;
/** Longer than a test takes from when it reads the free times until it has booked one. */
const LONGEST_MS = 20 * SECOND_MS;
const BERLIN = { timezoneId: 'Europe/Berlin', locale: 'en-GB' };

describe('/book', () => {
  let app: TestApp;
  let shop: TestShop;
  let browser: Browser;
  /** One page for all tests on this clock: to open another takes longer than most of them. */
  let ofBerlin: Page;
  let page: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    shop = await createShop(app.database, {
      timezone: 'Europe/Berlin',
      barbers: 2,
      windows: [[540, 1080]],
      horizonDays: 60,
    });
    await app.database.query(`UPDATE services SET name = 'Haircut', price_cents = 3500`);
    await app.database.query(`UPDATE barbers SET name = 'Bo Example' WHERE id = $1`, [shop.barberIds[0]]);
    await app.database.query(`UPDATE barbers SET name = 'Cy Example' WHERE id = $1`, [shop.barberIds[1]]);
    ofBerlin = await newPage(BERLIN);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const newPage = async (options: BrowserContextOptions) => {
    const opened = await openPage(browser, app.origin, options);
    complaints.push(opened.complaints);
    return opened.page;
  };
  /** The page as a visitor opens it who is not signed in. */
  const open = async (path = '/book', on = ofBerlin) => {
    page = on;
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(app.origin + path);
  };
  afterEach(() => {
    expect(complaints.flatMap((each) => each.splice(0))).toEqual([]);
  });

  const times = () => page.locator('.slots li button');
  const time = (text: string) => page.locator('.slots').getByRole('button', { name: text, exact: true });
  const onTomorrow = async () => {
    const day = new Date(Date.now() + 86_400_000);
    const name = day.toLocaleDateString('en-GB', {
      timeZone: 'Europe/Berlin',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
    });
    await page.getByRole('button', { name: new RegExp(`^${name}, `) }).click();
    await page.getByRole('heading', { name: `Times on ${name}` }).waitFor();
    await times().first().waitFor();
    return day.toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });
  };
  const signIn = async (email: string) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  /** Another client of the database moves a booking by three hours. */
  const putOff = async (which: string, value: string) =>
    app.database.query(
      `UPDATE appointments SET starts_at = starts_at + h, ends_at = ends_at + h, blocked_from = blocked_from + h,
         blocked_until = blocked_until + h, version = version + 1
       FROM (SELECT interval '3 hours' AS h) AS later WHERE ${which}`,
      [value],
    );
  const focusedText = () => page.evaluate<string>('document.activeElement.textContent');
  const book = async () => page.getByRole('button', { name: /^Book this appointment/ }).click();

  it('books the next free time for who signs in, and gives it to their calendar', async () => {
    const { email } = await app.signUp();
    // The next free time must not pass while the test runs.
    const left = SLOT_MS - (Date.now() % SLOT_MS);
    if (left < LONGEST_MS) await sleep(left);
    await open();
    await page.getByText('€35.00').or(page.getByText('$35.00')).first().waitFor();
    await times().first().waitFor();
    // Of those who are free at that time, the shop decides who it is.
    expect(await page.locator('.next-free').textContent()).not.toContain('with');
    await page.getByRole('radio', { name: 'Bo Example' }).click();
    await page.locator('.next-free').getByText('with Bo Example').waitFor();
    await page.getByRole('radio', { name: 'Anybody' }).click();
    await page.locator('.next-free').getByText('with').waitFor({ state: 'detached' });
    await times().first().waitFor();
    await expectSound(page, 'book-1-choose');
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
    await expectSound(page, 'book-2-who');
    await signIn(email);
    await page.getByLabel('Anything the barber should know?').fill('Short on the sides');
    await expectSound(page, 'book-3-confirm');
    await book();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expectSound(page, 'book-4-confirmed');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Add to calendar' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('appointment.ics');
    expect(await readFile(await download.path(), 'utf8')).toMatch(/SUMMARY:Haircut with (Bo|Cy) Example\r\n/);
    await page.getByRole('link', { name: 'See your bookings' }).click();
    await page.getByRole('article').waitFor();
    expect(await focusedText()).toBe('Your bookings');
    const [row] = await app.database.query('SELECT notes FROM appointments ORDER BY id DESC LIMIT 1');
    expect(row).toEqual({ notes: 'Short on the sides' });
  });

  it('shows that another client takes a time, offers the next, and shows when it is free again', async () => {
    const [mine, other] = [await app.signUp(), await app.signUp()];
    await open(`/book?barber=${shop.barberIds[0]}`);
    const date = await onTomorrow();
    await time('14:00').click();
    await signIn(mine.email);
    const body = {
      date,
      time: '14:00',
      timezone: 'Europe/Berlin',
      serviceId: shop.serviceId,
      barberId: shop.barberIds[0],
    };
    const taken = await app.post<{ id: number }>('bookings', body, { token: other.token });
    await page.getByText('14:00 is no longer free.').waitFor();
    await expectSound(page, 'book-5-lost');
    expect(await time('14:00 taken').getAttribute('aria-disabled')).toBe('true');
    await app.post(`bookings/${taken.body.id}/cancel`, {}, { token: other.token });
    await page.getByText('14:00 is free again.').waitFor();
    await app.post('bookings', body, { token: other.token });
    await page.getByRole('button', { name: /Take .* 14:30 instead/ }).click();
    await page.getByRole('button', { name: 'Book this appointment: 14:30' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await page.getByRole('link', { name: 'Book', exact: true }).click();
    await page.getByRole('heading', { name: 'Day and time' }).waitFor();
  });

  it('moves a booking, and cancels it', async () => {
    const { email, token } = await app.signUp();
    const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString('sv-SE', {
      timeZone: 'Europe/Berlin',
    });
    await app.post(
      'bookings',
      {
        date: tomorrow,
        time: '10:00',
        timezone: 'Europe/Berlin',
        serviceId: shop.serviceId,
        barberId: shop.barberIds[1],
      },
      { token },
    );
    const nameShop = async (name: string) =>
      app.database.query('UPDATE locations SET name = $2 WHERE id = $1', [shop.locationId, name]);
    await nameShop('צפון');
    await open('/book#bookings');
    await expectSound(page, 'bookings-1-sign-in');
    await signIn(email);
    await page.getByRole('article').getByText('10:00').waitFor();
    // A name from right to left does not take the number after it along.
    await page.getByText('\u2068צפון\u2069 · 30 min').waitFor();
    await nameShop('Shop');
    expect(await page.title()).toBe('Your bookings');
    await expectSound(page, 'bookings-2-list');
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByRole('heading', { name: 'Move your appointment' }).waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await focusedText()).toBe('Move');
    await page.getByRole('button', { name: 'Move' }).click();
    await onTomorrow();
    await time('11:30').click();
    await expectSound(page, 'bookings-3-move');
    await putOff('user_id = (SELECT id FROM users WHERE email = $1)', email);
    await page.getByRole('button', { name: /^Move to .* 11:30/ }).click();
    await page.getByText('Your appointment has been changed meanwhile.').waitFor();
    await page.getByText(/^It is now on .*13:00\./).waitFor();
    await page.getByRole('button', { name: /^Move to .* 11:30/ }).click();
    await page.getByText('Your appointment has been moved.').waitFor();
    expect(await focusedText()).toBe('Your appointment has been moved.');
    await page.getByRole('article').getByText('11:30').waitFor();
    // The barber has moved to another location meanwhile.
    const [other] = await app.database.query<{ id: number }>(
      `INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Elsewhere', 'UTC') RETURNING id`,
    );
    const toLocation = async (id = 0) =>
      app.database.query('UPDATE barbers SET location_id = $2 WHERE id = $1', [shop.barberIds[1], id]);
    await toLocation(other?.id);
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByText('cancel and book with another barber').waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await toLocation(shop.locationId);
    await page.getByRole('article').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor();
    await expectSound(page, 'bookings-4-cancel');
    await putOff('user_id = (SELECT id FROM users WHERE email = $1)', email);
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your appointment has been changed meanwhile.').waitFor();
    await page.getByRole('dialog').getByText('14:30').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByRole('dialog').getByText('The server does not answer.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your appointment has been cancelled.').waitFor();
    await page.getByRole('article').waitFor({ state: 'detached' });
    await page.getByText('The server does not answer.').waitFor({ state: 'detached', timeout: 5000 });
    expect(await focusedText()).toBe('Your appointment has been cancelled.');
    await page.getByRole('button', { name: 'Show earlier bookings' }).click();
    await page.getByRole('article').getByText('Cancelled').waitFor();
    await expectSound(page, 'bookings-5-earlier');
  });

  it('books for a guest, who comes back by a link, moves and cancels', async () => {
    await app.database.query('UPDATE booking_settings SET guest_booking = true');
    await open(`/book?barber=${shop.barberIds[1]}`);
    await onTomorrow();
    await time('16:00').click();
    const guest = page.getByRole('form', { name: 'Book as a guest' });
    await guest.getByLabel('Name').fill('Gus Example');
    await guest.getByRole('button', { name: /^Book this appointment/ }).click();
    await guest.getByText('Enter an e-mail address or a phone number').waitFor();
    await guest.getByLabel('Phone').fill('0171 999888');
    await expectSound(page, 'book-7-guest');
    await guest.getByRole('button', { name: /^Book this appointment/ }).click();
    const link = await page.getByLabel('Link to the appointment').inputValue();
    await expectSound(page, 'book-8-guest-confirmed');
    await page.reload();
    await page.getByRole('article').getByText('16:00').waitFor();
    expect(new URL(page.url()).hash).toBe(new URL(link).hash);
    await open(link.slice(app.origin.length));
    await page.getByRole('article').getByText('16:00').waitFor();
    await expectSound(page, 'book-9-guest-booking');
    await page.getByRole('button', { name: 'Move' }).click();
    await onTomorrow();
    await time('17:00').click();
    await putOff('client_id = (SELECT id FROM clients WHERE name = $1)', 'Gus Example');
    await page.getByRole('button', { name: /^Move to .* 17:00/ }).click();
    await page.getByText('Your appointment has been changed meanwhile.').waitFor();
    await page.getByText(/^It is now on .*19:00\./).waitFor();
    await page.getByRole('button', { name: /^Move to .* 17:00/ }).click();
    await page.getByText('Your appointment has been moved.').waitFor();
    await page.getByRole('article').getByRole('button', { name: 'Cancel' }).click();
    await putOff('client_id = (SELECT id FROM clients WHERE name = $1)', 'Gus Example');
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your appointment has been changed meanwhile.').waitFor();
    await page.getByRole('dialog').getByText('20:00').waitFor();
    // The shop has no place for the reason of a guest.
    expect(await page.getByLabel('Reason').count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your appointment has been cancelled.').waitFor();
    await app.database.query('UPDATE booking_settings SET guest_booking = false');
  });

  it('keeps what was chosen when the session has ended', async () => {
    const { id, email } = await app.signUp();
    await open();
    await onTomorrow();
    await time('13:00').click();
    await page.getByLabel('I am new here').check();
    const register = page.getByRole('form', { name: 'Create account' });
    await register.getByLabel('Name').fill('Dee Example');
    await register.getByLabel('E-mail').fill(email);
    await register.getByLabel('Password').fill('another horse battery');
    await register.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('There is an account with this address').waitFor();
    await page.getByLabel('I have an account').check();
    await signIn(email);
    await page.getByText('Signed in as').waitFor();
    const notes = page.getByLabel('Anything the barber should know?');
    await notes.fill('Short on the sides');
    await page.context().clearCookies();
    await book();
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
    await expectSound(page, 'book-6-session-ended');
    expect(await focusedText()).toBe('Your appointment');
    await signIn(email);
    await notes.waitFor();
    expect([await focusedText(), await notes.inputValue()]).toEqual([
      'Your appointment',
      'Short on the sides',
    ]);
    await book();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    const [{ count } = { count: 0 }] = await app.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM appointments WHERE user_id = $1',
      [id],
    );
    expect(count).toBe(1);
  });

  it('keeps a reason when the session has ended, and shows what has changed to who comes back', async () => {
    const { id, email } = await app.signUp();
    const booked = await app.database.query<{ id: number }>(
      `INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT $1, $2, $3, $4, at, at + h, at, at + h, 'Europe/Berlin'
       FROM (SELECT date_trunc('day', now() + interval '40 days') + interval '20 hours' AS at, interval '30 minutes' AS h) AS late RETURNING id`,
      [shop.barberIds[0], shop.serviceId, shop.locationId, id],
    );
    const comeBack = () => page.evaluate(`document.dispatchEvent(new Event('visibilitychange')); 0`);
    await open('/book#bookings');
    await signIn(email);
    const when = page.getByRole('article').locator('time');
    await when.getByText('21:00').or(when.getByText('22:00')).waitFor();
    await app.database.query(
      `UPDATE appointments SET starts_at = starts_at + h, ends_at = ends_at + h, blocked_from = blocked_from + h,
         blocked_until = blocked_until + h, version = version + 1 FROM (SELECT interval '15 minutes' AS h) AS later WHERE id = $1`,
      [booked[0]?.id],
    );
    await comeBack();
    await when.getByText(':15 –').waitFor();
    await page.getByRole('article').getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Reason').fill('The train is late');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
    await signIn(email);
    expect(await page.getByLabel('Reason').inputValue()).toBe('The train is late');
    await page.keyboard.press('Escape');
    await page.context().clearCookies();
    await comeBack();
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
  });

  it('shows a booking of today to who is a day ahead', async () => {
    const { id, email } = await app.signUp();
    const today = new Date().toISOString().slice(0, 10);
    await app.database.query(
      `INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT $1, $2, $3, $4, at, at + h, at, at + h, 'Europe/Berlin'
       FROM (SELECT $5::timestamptz AS at, interval '30 minutes' AS h) AS late`,
      [shop.barberIds[0], shop.serviceId, shop.locationId, id, `${today}T20:00Z`],
    );
    const ahead = await newPage({ timezoneId: 'Pacific/Kiritimati', locale: 'en-GB' });
    await ahead.clock.setFixedTime(`${today}T12:00:00Z`);
    await open('/book#bookings', ahead);
    await signIn(email);
    await page.getByRole('article').waitFor();
    await ahead.context().close();
  });

  it('has a place for many services and barbers, and says in any colours what is chosen', async () => {
    await app.database.query(
      `WITH many AS (INSERT INTO services (name, duration_minutes) SELECT 'Service ' || n, 30 FROM generate_series(1, 40) AS n RETURNING id)
       SELECT max(id) FROM many`,
    );
    const [last] = await app.database.query<{ id: number }>('SELECT max(id) AS id FROM services');
    // As of a location with more barbers than the server counts the days of.
    await ofBerlin.route('**/available-days?*', (route) =>
      route.fulfill({ status: 422, json: { code: 'range-too-wide', detail: 'Too many.' } }),
    );
    await ofBerlin.emulateMedia({ forcedColors: 'active' });
    await open(`/book?service=${last?.id}`);
    await times().first().waitFor();
    const chosen = await page.locator('.cards label:has(:checked)').first().boundingBox();
    expect(chosen?.y).toBeLessThan(900);
    expect((await page.getByText('Anybody').boundingBox())?.y).toBeLessThan(900);
    expect(await page.getByText('Too many.').count()).toBe(0);
    const colours = (which: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${which}')).backgroundColor`);
    const other = await colours('.cards label:not(:has(:checked))');
    expect(await colours('.cards label:has(:checked)')).not.toBe(other);
    expect(await colours('.top nav [aria-current]')).not.toBe(await colours('.top'));
    await ofBerlin.emulateMedia({ forcedColors: null });
    await ofBerlin.unrouteAll();
    await app.database.query(`DELETE FROM services WHERE name LIKE 'Service %'`);
  });

  it('offers no location at which nothing can be booked, also to who follows a link to it', async () => {
    const [empty] = await app.database.query<{ id: number }>(
      `INSERT INTO locations (business_id, name, timezone) VALUES (1, 'To be opened', 'UTC') RETURNING id`,
    );
    await open(`/book?location=${empty?.id}`);
    await times().first().waitFor();
    expect(await page.getByText('To be opened').count()).toBe(0);
  });

  it('works on a phone in the dark, by keyboard alone, for a new client in another zone', async () => {
    const phone = await newPage({
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      timezoneId: 'America/New_York',
      locale: 'en-US',
    });
    // Phones that are not updated any more (iOS 16, Firefox 104) lack these.
    await phone.addInitScript('delete AbortSignal.any; delete Array.prototype.toSorted');
    await app.database.query(`UPDATE barbers SET name = repeat('W', 200)`);
    await open('/book', phone);
    await page.getByText('Your clock: New York (GMT-').waitFor();
    await page.getByText('W'.repeat(200)).first().waitFor();
    await times().first().waitFor();
    await expectSound(page, 'book-phone-1-choose');
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 120; presses++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate<string>(
          '(document.activeElement.labels?.[0] ?? document.activeElement).ariaLabel ?? (document.activeElement.labels?.[0] ?? document.activeElement).textContent',
        );
        if (name.test(focused)) return;
      }
      throw new Error(`No ${name} by keyboard`);
    };
    await tabTo(/^Shop’s clock/);
    await page.keyboard.press('ArrowRight');
    await page.locator('.slots').getByText(/[AP]M/).first().waitFor();
    await tabTo(/\d free times?/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await times().first().waitFor();
    await tabTo(/^\d+:\d\d/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
    await page
      .getByText(/on your clock/)
      .first()
      .waitFor();
    await tabTo(/^I have an account/);
    await page.keyboard.press('ArrowRight');
    await tabTo(/^Name/);
    await page.keyboard.type('Dee Example');
    await page.keyboard.press('Tab');
    await page.keyboard.type(`dee-${Date.now()}@example.com`);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await expectSound(page, 'book-phone-2-register');
    // A phone zooms in on what is smaller.
    const sizes = `[...document.querySelectorAll('input')].map((each) => parseFloat(getComputedStyle(each).fontSize))`;
    expect(Math.min(...(await page.evaluate<number[]>(sizes)))).toBeGreaterThanOrEqual(16);
    await page.keyboard.press('Enter');
    await page.getByText('Signed in as Dee Example').waitFor();
    await tabTo(/^Book this appointment/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expectSound(page, 'book-phone-3-confirmed');
  });
});
