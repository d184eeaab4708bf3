import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { expectSound, openPage } from '../support/page.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;

/** A number of its own for each name: a number that is known already belongs to another client. */
const phoneOf = (name: string) => 200_000 + name.charCodeAt(0) * 100 + name.length;

/** A zone in which it is between 10:00 and 11:00 now, so that the shop is open whenever the test runs. */
function zoneOfMorning(): string {
  const ahead = ((10 - new Date().getUTCHours() + 36) % 24) - 12;
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

describe('/desk', () => {
  const timezone = zoneOfMorning();
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: timezone });
  let app: TestApp;
  let shop: TestShop;
  let browser: Browser;
  /** One page for all tests, and one for those that touch: to open another takes longer than most of them. */
  let page: Page;
  const complaints: string[][] = [];
  let mouse: Page;
  let touch: Page;
  let staff: { readonly email: string; readonly token: string };
  let session: Awaited<ReturnType<BrowserContext['cookies']>>;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    shop = await createShop(app.database, { timezone, barbers: 2, windows: [[480, 1080]] });
    await app.database.query(`UPDATE services SET name = 'Haircut', price_cents = 3500`);
    for (const [index, name] of ['Bo', 'Cy'].entries()) {
      await app.database.query(`UPDATE barbers SET name = $2 WHERE id = $1`, [shop.barberIds[index], name]);
    }
    staff = await app.signUp('receptionist', [shop.locationId]);
    const newPage = async (options: BrowserContextOptions) => {
      const opened = await openPage(browser, app.origin, {
        timezoneId: timezone,
        locale: 'en-GB',
        ...options,
      });
      complaints.push(opened.complaints);
      return opened.page;
    };
    mouse = await newPage({});
    touch = await newPage({ hasTouch: true, viewport: { width: 768, height: 1024 } });
    page = mouse;
    await page.goto(`${app.origin}/desk`);
    await signIn();
    session = await page.context().cookies();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });
  afterEach(async () => {
    await app.database.query('DELETE FROM appointments');
    await app.database.query('DELETE FROM clients');
    expect(complaints.flatMap((each) => each.splice(0))).toEqual([]);
  });

  const signIn = async ({ email } = staff) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await column('Bo').waitFor();
  };
  /** The desk of the staff who are signed in, as if it was opened anew. */
  const open = async (on = mouse) => {
    page = on;
    await page.context().addCookies(session);
    await page.goto('about:blank');
    await page.goto(`${app.origin}/desk`);
    await column('Bo').waitFor();
  };
  const column = (name: string) => page.getByRole('region', { name, exact: true });
  const blockIn = (barber: string, client: string) =>
    column(barber).getByRole('button', { name: new RegExp(`^${client}`) });
  const said = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();
  const undo = async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await said('Undone.');
  };
  const book = async (barber: number, time: string, name: string) => {
    const body = {
      date: today,
      time,
      timezone,
      serviceId: shop.serviceId,
      barberId: shop.barberIds[barber],
      client: { name, phone: `0171 ${phoneOf(name)}` },
      override: ['notice', 'limits'],
    };
    const answer = await app.post<{ id: number }>('bookings', body, { token: staff.token });
    expect(answer.status).toBe(201);
    return answer.body.id;
  };
  const statusOf = async (id: number) =>
    (await app.database.query<{ status: string }>('SELECT status FROM appointments WHERE id = $1', [id]))[0]
      ?.status;
  /** Drags to a barber's column, to a time of day. */
  const drag = async (block: Locator, barber: string, time: string) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const from = await block.boundingBox();
    const track = await column(barber).locator('.track').boundingBox();
    if (from === null || track === null) throw new Error('Not on the page');
    const y = track.y + (hours * 60 + minutes - 480) * 1.5;
    await page.mouse.move(from.x + 30, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 45, from.y + 20, { steps: 3 });
    await page.mouse.move(track.x + 40, y + 5, { steps: 5 });
    await page.mouse.up();
  };

  it('books by phone in three fields and walk-ins by one press, and undoes either', async () => {
    page = mouse;
    await page.context().clearCookies();
    await page.goto(`${app.origin}/desk`);
    await page.getByRole('form', { name: 'Sign in' }).waitFor();
    await expectSound(page, 'desk-1-sign-in');
    await signIn();
    await page.locator('.now').first().waitFor();
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Jo Example, 0171 234567');
    await page.getByText('New client: Jo Example, 0171 234567').waitFor();
    await page.getByLabel('Barber', { exact: true }).selectOption('Cy');
    await page.getByRole('button', { name: '15:00' }).click();
    await expectSound(page, 'desk-2-phone');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await said(/^Jo Example is booked: .*15:00 with Cy/);
    await page.getByRole('button', { name: /^Jo Example\s*, 15:00/ }).waitFor();
    await undo();
    await page.getByRole('button', { name: /^Jo Example/ }).waitFor({ state: 'detached' });
    // The number is another one's already.
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.getByLabel('Client').fill('J. Exampel, 0171 234567');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.getByText('choose the client it belongs to').waitFor();
    await page.getByRole('button', { name: /^Jo Example/ }).click();
    await page.getByText('A client of the shop').waitFor();
    expect(await page.evaluate('document.activeElement.value')).toBe('Jo Example, 0171 234567');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Walk-in' }).click();
    await said(/^Walk-in: /);
    // The second click of a double click, after the answer to the first.
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await page.locator('.block').getByText('Walk-in').waitFor();
    await expectSound(page, 'desk-3-walk-in');
    await undo();
    await page.locator('.block').waitFor({ state: 'detached' });
  });

  it('moves by dragging and by the dialog, and shows where it was dropped what the server refuses', async () => {
    const id = await book(0, '13:00', 'Jo');
    await book(1, '15:00', 'Kim');
    await open();
    await drag(blockIn('Bo', 'Jo'), 'Cy', '13:30');
    await said(/^Jo is moved: .*13:30 with Cy/);
    await blockIn('Cy', 'Jo\\s*, 13:30').waitFor();
    await undo();
    await blockIn('Bo', 'Jo\\s*, 13:00').waitFor();

    await drag(blockIn('Bo', 'Jo'), 'Cy', '15:10');
    const refusal = column('Cy').getByRole('alert');
    await refusal.getByText('15:10: ').waitFor();
    await expectSound(page, 'desk-4-refused');
    expect(await refusal.getByRole('button', { name: 'Do it anyway' }).count()).toBe(0);
    await refusal.getByRole('button', { name: 'Leave it' }).click();

    await drag(blockIn('Bo', 'Jo'), 'Bo', '17:45');
    await column('Bo').getByRole('alert').getByRole('button', { name: 'Do it anyway' }).click();
    await said(/^Jo is moved: .*17:45 with Bo/);

    await blockIn('Bo', 'Jo').click();
    const dialog = page.getByRole('dialog', { name: 'Jo' });
    await expectSound(page, 'desk-5-booking');
    await dialog.getByLabel('Time').fill('16:00');
    await dialog.getByLabel('Barber').selectOption({ label: 'Cy' });
    await dialog.getByRole('button', { name: 'Move' }).click();
    await said(/^Jo is moved: .*16:00 with Cy/);

    await blockIn('Cy', 'Jo').click();
    await dialog.getByLabel('By how much').selectOption('30');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await said('Jo now has 1 h.');
    await undo();
    const [row] = await app.database.query<{ minutes: number }>(
      'SELECT extract(epoch FROM ends_at - starts_at)::int / 60 AS minutes FROM appointments WHERE id = $1',
      [id],
    );
    expect(row?.minutes).toBe(30);
  });

  it('shows what is booked and cancelled elsewhere, without being loaded again', async () => {
    await open();
    const id = await book(0, '13:00', 'Jo');
    await blockIn('Bo', 'Jo').waitFor();
    await app.post(`bookings/${id}/cancel`, {}, { token: staff.token });
    await blockIn('Bo', 'Jo').waitFor({ state: 'detached' });
  });

  it('overwrites nothing that was changed elsewhere since it was shown', async () => {
    const id = await book(0, '13:00', 'Jo');
    const change = async (changes: object) => {
      expect((await app.patch(`bookings/${id}`, changes, { token: staff.token })).status).toBe(200);
    };
    const stateOf = async () => {
      const [row] = await app.database.query(
        `SELECT status, barber_id, to_char(starts_at AT TIME ZONE $2, 'HH24:MI') AS time FROM appointments WHERE id = $1`,
        [id, timezone],
      );
      return row;
    };
    const [bo, cy] = shop.barberIds;
    const at = (time: string) => ({ date: today, time, timezone });
    await open();
    const dialog = page.getByRole('dialog', { name: 'Jo' });
    const changed = dialog.getByText(/^This booking has been changed meanwhile/);

    await blockIn('Bo', 'Jo').click();
    await dialog.getByLabel('Time').fill('16:00');
    await change({ barberId: cy });
    await dialog.getByRole('button', { name: 'Move' }).click();
    await changed.waitFor();
    await expectSound(page, 'desk-changed-elsewhere');
    expect(await stateOf()).toEqual({ status: 'confirmed', barber_id: cy, time: '13:00' });
    await dialog.getByText('with Cy').waitFor();
    expect(await dialog.getByLabel('Time').inputValue()).toBe('16:00');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await said(/^Jo is moved: .*16:00 with Cy/);

    await change(at('15:00'));
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('alert').getByText('What has been changed since then is not undone.').waitFor();
    expect(await stateOf()).toEqual({ status: 'confirmed', barber_id: cy, time: '15:00' });

    for (const name of ['Give to a free barber', 'Cancel booking', 'Change']) {
      await blockIn('Cy', 'Jo').click();
      await change({ notes: `Before ${name}` });
      await dialog.getByRole('button', { name }).click();
      await changed.waitFor();
      await dialog.getByText(`Before ${name}`).waitFor();
      expect(await stateOf()).toEqual({ status: 'confirmed', barber_id: cy, time: '15:00' });
      await page.keyboard.press('Escape');
    }

    // The other desk moves it while it is being dragged, and the answer to the read that shows it is still to come.
    await page.route('**/locations/*/day?*', () => undefined);
    await change(at('14:00'));
    await drag(blockIn('Cy', 'Jo'), 'Bo', '11:00');
    const refusal = column('Bo').getByRole('alert');
    await refusal.getByText(/^Jo has been changed meanwhile. Now: .*14:00 with Cy/).waitFor();
    expect(await stateOf()).toEqual({ status: 'confirmed', barber_id: cy, time: '14:00' });
    await page.unrouteAll();
    await refusal.getByRole('button', { name: 'Do it anyway' }).click();
    await said(/^Jo is moved: .*11:00 with Bo/);

    await blockIn('Bo', 'Jo').click();
    await app.post(`bookings/${id}/cancel`, {}, { token: staff.token });
    await dialog.getByRole('button', { name: 'Move' }).click();
    await dialog.getByRole('button', { name: 'Make it confirmed again' }).click();
    await said('Jo’s booking is confirmed again.');
    expect(await stateOf()).toEqual({ status: 'confirmed', barber_id: bo, time: '11:00' });
  });

  it('hands over a day only as it was shown', async () => {
    await book(0, '13:00', 'Jo');
    await open();
    await page.getByRole('button', { name: 'Hand over the day of Bo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('→ Cy').waitFor();
    await book(0, '14:00', 'Kim');
    await dialog.getByRole('button', { name: 'Hand over 1 booking' }).click();
    await dialog.getByText(/^Bookings have been changed meanwhile/).waitFor();
    await dialog.getByText('Kim').waitFor();
    await dialog.getByRole('button', { name: 'Hand over 2 bookings' }).click();
    await said('2 of Bo’s bookings are handed over.');
    const [kim] = await app.database.query<{ id: number }>(
      `SELECT id FROM appointments WHERE starts_at AT TIME ZONE $1 = $2::date + time '14:00'`,
      [timezone, today],
    );
    await app.post(`bookings/${kim?.id}/cancel`, {}, { token: staff.token });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('alert').getByText('What has been changed since then is not undone.').waitFor();
    await blockIn('Bo', 'Jo').waitFor();
  });

  it('keeps what is open and typed through another sign-in, for the same account', async () => {
    await book(0, '13:00', 'Jo');
    await open();
    /** Whether by the press or by what the page reads meanwhile: then the button has gone already. */
    const endBefore = async (name: string) => {
      await page.context().clearCookies();
      const buttons = page.getByRole('button', { name, exact: true });
      await buttons.evaluateAll((found) => found.forEach((button) => (button as { click(): void }).click()));
      await page.getByText('Your session has ended. Please sign in again.').waitFor();
    };
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: 'Phone booking' }).click();
    const client = page.getByLabel('Client');
    await client.fill('Lee Example, 0171 234567');
    await page.getByLabel('Time', { exact: true }).fill('09:00');
    await endBefore('Book');
    expect(await page.getByText('Lee Example').count()).toBe(0);
    await signIn();
    expect(await client.inputValue()).toBe('Lee Example, 0171 234567');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await said(/^Lee Example is booked: .*9:00/);
    await page.getByRole('button', { name: 'Phone booking' }).click();
    expect(await client.inputValue()).toBe('');
    await client.fill('Not for others');
    await endBefore('Book');
    const other = await app.signUp('receptionist', [shop.locationId]);
    await signIn(other);
    expect(await page.getByRole('dialog').count()).toBe(0);

    await blockIn('Bo', 'Jo').click();
    await page.getByRole('dialog').getByLabel('Time').fill('16:00');
    await endBefore('Move');
    await signIn(other);
    expect(await page.getByRole('dialog', { name: 'Jo' }).getByLabel('Time').inputValue()).toBe('16:00');
    await page.getByRole('button', { name: 'Move' }).click();
    await said(/^Jo is moved: .*16:00 with Bo/);
  });

  it('takes a key that is held down for one press, whatever comes under it', async () => {
    await open();
    const hold = async (done: () => Promise<void>) => {
      await page.keyboard.down('Enter');
      await done();
      for (let repeats = 0; repeats < 3; repeats++) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
    };
    await page.getByRole('button', { name: 'Walk-in' }).focus();
    await hold(async () => said(/^Walk-in: /));
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.getByLabel('Client').fill('Lee Example, 0171 234567');
    await page.getByRole('button', { name: '15:00' }).click();
    await page.getByRole('button', { name: 'Book', exact: true }).focus();
    await hold(async () => said(/^Lee Example is booked/));
    expect(await page.getByRole('dialog').count()).toBe(0);
    const rows = await app.database.query('SELECT 1 FROM appointments');
    expect(rows).toHaveLength(2);
  });

  it('presses nothing by the second click of a double click that the first has put there', async () => {
    await book(0, '13:00', 'Jo');
    await book(1, '13:00', 'Kim');
    await open();
    await blockIn('Bo', 'Jo').click();
    const cancel = page.getByRole('dialog').getByRole('button', { name: 'Cancel booking' });
    await cancel.click();
    await said('Jo’s booking is cancelled.');
    const below = await blockIn('Cy', 'Kim').boundingBox();
    if (below === null) throw new Error('Not on the page');
    await page.mouse.move(below.x + 30, below.y + 10);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await blockIn('Cy', 'Kim').click();
    await page.getByRole('dialog', { name: 'Kim' }).waitFor();
  });

  it('moves by a thumb on a tablet: by the handle of a booking, and by its dialog', async () => {
    await book(0, '13:00', 'Jo');
    await open(touch);
    await expectSound(page, 'desk-tablet');
    const handle = await column('Bo').locator('.handle').boundingBox();
    const track = await column('Cy').locator('.track').boundingBox();
    if (handle === null || track === null) throw new Error('Not on the page');
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    const thumb = await page.context().newCDPSession(page);
    const move = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => thumb.send('Input.dispatchTouchEvent', { type, touchPoints });
    await move('touchStart', { x, y });
    await move('touchMove', { x: x + 10, y: y + 20 });
    await move('touchMove', { x: track.x + track.width / 2, y: y + 90 * 1.5 });
    await move('touchEnd');
    await thumb.detach();
    await said(/^Jo is moved: .*14:30 with Cy/);
    const dialog = page.getByRole('dialog', { name: 'Jo' });
    // The browser takes a tap right after a fast movement for the end of a fling.
    await until(async () => {
      const block = blockIn('Cy', 'Jo\\s*, 14:30');
      await block.tap({ timeout: 1_000 }).catch(() => undefined);
      return dialog.isVisible();
    });
    await dialog.getByLabel('Time').fill('16:00');
    await dialog.getByRole('button', { name: 'Move' }).tap();
    await said(/^Jo is moved: .*16:00 with Cy/);
  });

  it('hands over a day after showing how, and takes it back', async () => {
    await book(0, '13:00', 'Jo');
    await book(0, '14:00', 'Kim');
    await book(1, '14:00', 'Lee');
    await open();
    await page.getByRole('button', { name: 'Hand over the day of Bo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('→ Cy').waitFor();
    await dialog.getByText('stays: no barber is free').waitFor();
    await expectSound(page, 'desk-6-hand-over');
    await dialog.getByRole('button', { name: 'Hand over 1 booking' }).click();
    await said('1 of Bo’s bookings is handed over, 1 stay.');
    await blockIn('Cy', 'Jo').waitFor();
    await undo();
    await blockIn('Bo', 'Jo').waitFor();
  });

  it('marks who did not come, cancels, and takes either back', async () => {
    const id = await book(0, '13:00', 'Jo');
    await open();
    await blockIn('Bo', 'Jo').click();
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await said('Jo’s booking is cancelled.');
    expect(await statusOf(id)).toBe('cancelled');
    await undo();
    expect(await statusOf(id)).toBe('confirmed');
    const begun = new Date(Date.now() - HOUR_MS).toISOString();
    await app.database.query(
      `UPDATE appointments SET starts_at = $2, ends_at = $2::timestamptz + interval '30 min', blocked_from = $2,
         blocked_until = $2::timestamptz + interval '30 min' WHERE id = $1`,
      [id, begun],
    );
    await page.reload();
    await blockIn('Bo', 'Jo').click();
    await page.getByRole('button', { name: 'Did not come' }).click();
    await said('Jo is marked as missed.');
    expect(await statusOf(id)).toBe('no_show');
    // The rest of their time can be given to others.
    await blockIn('Bo', 'Jo').click();
    await page.getByLabel('By how much').selectOption('-15');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await said('Jo now has 15 min.');
    await undo();
    await blockIn('Bo', 'Jo').click();
    await page.getByRole('button', { name: 'Make it confirmed again' }).click();
    await said('Jo’s booking is confirmed again.');
    await undo();
    expect(await statusOf(id)).toBe('no_show');
  });

  it('takes back what was done with the price that was agreed on, and beyond the limits of the client', async () => {
    const [, cy] = shop.barberIds;
    const limit = async (most: number) =>
      app.database.query('UPDATE booking_settings SET max_open_bookings_per_client = $1', [most]);
    await app.database.query(
      'INSERT INTO barber_services (barber_id, service_id, price_cents) VALUES ($1, $2, 5000)',
      [cy, shop.serviceId],
    );
    try {
      const id = await book(0, '13:00', 'Jo');
      await book(0, '14:00', 'Jo');
      await app.database.query('UPDATE appointments SET price_cents = 2500 WHERE id = $1', [id]);
      await limit(1);
      await open();
      const atOne = page.getByRole('button', { name: /^Jo\s*, 13:00/ });
      await atOne.click();
      await page.getByRole('button', { name: 'Give to a free barber' }).click();
      await said('Jo is with another barber now.');
      await undo();
      const [row] = await app.database.query(
        'SELECT barber_id, price_cents FROM appointments WHERE id = $1',
        [id],
      );
      expect(row).toEqual({ barber_id: shop.barberIds[0], price_cents: 2500 });

      await atOne.click();
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await undo();
      expect(await statusOf(id)).toBe('confirmed');
      await atOne.click();
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await said('Jo’s booking is cancelled.');
      await page.getByRole('link', { name: 'Clients' }).click();
      await page.getByLabel('Find a client').fill(`0171 ${phoneOf('Jo')}`);
      await page.getByRole('button', { name: /^Jo/ }).click();
      await page.getByRole('button', { name: /Cancelled/ }).click();
      await page.getByRole('button', { name: 'Make it confirmed again' }).click();
      await page.getByText('as many appointments ahead as one client may have').waitFor();
      await page.getByRole('button', { name: 'Do it anyway' }).click();
      await said('Jo’s booking is confirmed again.');

      // Who is blocked can be booked for; a barber who does not offer the service cannot be insisted on.
      await app.database.query(`UPDATE clients SET blocked = true`);
      await page.getByRole('button', { name: 'Book for this client' }).click();
      await page.getByLabel('Time', { exact: true }).fill('16:00');
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      await page.getByText('The client is blocked from booking.').waitFor();
      await page.getByRole('button', { name: 'Do it anyway' }).click();
      await said(/^Jo is booked/);
      await app.database.query('DELETE FROM barber_services');
      await app.database.query(
        `WITH shave AS (INSERT INTO services (name, duration_minutes, active) VALUES ('Trim', 30, false) RETURNING id)
         INSERT INTO barber_services (barber_id, service_id) SELECT $1, id FROM shave`,
        [cy],
      );
      await page.getByRole('button', { name: 'Phone booking' }).click();
      await page.getByLabel('Client').fill('Mo, 0171 234599');
      await page.getByLabel('Barber', { exact: true }).selectOption('Cy');
      await page.getByLabel('Time', { exact: true }).fill('16:00');
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      await page.getByRole('button', { name: 'Do it anyway' }).click();
      await page.getByRole('button', { name: 'Book', exact: true }).waitFor();
    } finally {
      await app.database.query('DELETE FROM barber_services');
      await limit(0);
    }
  });

  it('shows the week, finds clients, and lists who is uncovered', async () => {
    await book(0, '13:00', 'Jo Example');
    await open();
    await page.getByRole('link', { name: 'Week' }).click();
    await page.getByRole('button', { name: /^13:00 Jo Example/ }).waitFor();
    await expectSound(page, 'desk-7-week');
    await page.getByRole('link', { name: 'Clients' }).click();
    await app.database.query(
      `INSERT INTO clients (business_id, name, phone) SELECT 1, 'Jo Exam', '+49171300' || n FROM generate_series(100, 125) AS n`,
    );
    await page.getByLabel('Find a client').fill('jo ex');
    await page.getByText('More than 20 clients found').waitFor();
    await page.getByLabel('Find a client').fill('jo example');
    await page.getByText('1 client found').waitFor();
    await page
      .getByRole('button', { name: /^Jo Example/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Bookings' }).waitFor();
    await expectSound(page, 'desk-8-clients');
    await page.getByRole('button', { name: 'Book for this client' }).click();
    expect(await page.getByRole('dialog').getByLabel('Client').inputValue()).toContain('Jo Example');
    await page.keyboard.press('Escape');
    await until(() => page.evaluate<boolean>('document.activeElement.localName === "main"'));
    const { token } = await app.signUp('admin');
    await book(0, '14:00', 'Kim');
    await app.put(`barbers/${shop.barberIds[0]}/availability`, { weekly: [] }, { token });
    // More than a page of them.
    await page.route('**/bookings?*uncovered=true*', (route) =>
      route.continue({ url: route.request().url().replace('limit=100', 'limit=1') }),
    );
    try {
      await page.getByRole('link', { name: 'Uncovered' }).click();
      await page.getByRole('button', { name: /13:00 with Bo/ }).waitFor();
      await page.getByRole('button', { name: /14:00 with Bo/ }).waitFor();
      await expectSound(page, 'desk-9-uncovered');
    } finally {
      await page.unrouteAll();
      await app.database.query(
        'UPDATE barber_availability SET weekly = (SELECT weekly FROM barber_availability WHERE barber_id = $2) WHERE barber_id = $1',
        [shop.barberIds[0], shop.barberIds[1]],
      );
    }
  });

  it('offers what the location offers, shows short bookings apart, and prints the whole day', async () => {
    await app.database.query(
      `WITH other AS (INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Elsewhere', 'UTC') RETURNING id),
       service AS (INSERT INTO services (name, duration_minutes) VALUES ('Shave', 30) RETURNING id)
       INSERT INTO service_locations (service_id, location_id) SELECT service.id, other.id FROM service, other`,
    );
    const [bo] = shop.barberIds;
    for (const minute of [0, 10, 20]) {
      const at = `(($1::date + time '13:00' + interval '${minute} minutes') AT TIME ZONE $2)`;
      await app.database.query(
        `INSERT INTO appointments (barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
         SELECT $3, $4, $5, at, at + h, at, at + h, $2 FROM (SELECT ${at} AS at, interval '10 minutes' AS h) AS short`,
        [today, timezone, bo, shop.serviceId, shop.locationId],
      );
    }
    await open();
    expect(await page.getByLabel('Service for walk-ins').locator('option').allTextContents()).toEqual([
      'Haircut',
    ]);
    await page.locator('.block').nth(2).waitFor();
    const boxes = await Promise.all(
      [0, 1, 2].map((index) => page.locator('.block').nth(index).boundingBox()),
    );
    for (const [index, box] of boxes.slice(1).entries()) {
      const before = boxes[index];
      expect(box?.y).toBeGreaterThanOrEqual((before?.y ?? 0) + (before?.height ?? 0) - 1);
    }
    await page.emulateMedia({ media: 'print' });
    const cut = `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.day'))`;
    expect(await page.evaluate<number>(cut)).toBe(0);
    expect(await page.getByRole('button', { name: 'Phone booking' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
  });

  it('shows the next day after midnight, and books on the day on which a booking was begun', async () => {
    const night = await openPage(browser, app.origin, { timezoneId: timezone, locale: 'en-GB' });
    page = night.page;
    await page.context().addCookies(session);
    const dayAfter = (days: number) =>
      new Date(Date.parse(today) + days * 24 * HOUR_MS).toLocaleDateString('en-GB', {
        timeZone: 'UTC',
        ...({ weekday: 'long', day: 'numeric', month: 'long' } as const),
      });
    const shown = (days: number) => page.getByRole('heading', { name: dayAfter(days) }).waitFor();
    const [hours = 0, minutes = 0] = new Date()
      .toLocaleTimeString('en-GB', { timeZone: timezone })
      .split(':')
      .map(Number);
    const left = (24 * 60 - hours * 60 - minutes) * 60_000;
    await page.clock.install({ time: Date.now() + left - 120_000 });
    await page.goto(`${app.origin}/desk`);
    await shown(0);
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.clock.fastForward(180_000);
    await shown(1);
    await page.getByRole('dialog').getByText(dayAfter(0)).waitFor();
    expect(night.complaints).toEqual([]);
    await page.context().close();
  });

  it('works on a phone in the dark by keyboard, and asks to sign in again when the session has ended', async () => {
    await book(0, '13:00', 'Jo');
    await book(1, '14:00', 'J'.repeat(200));
    await touch.setViewportSize({ width: 360, height: 740 });
    await touch.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await open(touch);
    await blockIn('Bo', 'Jo').waitFor();
    await expectSound(page, 'desk-phone-1-day');
    await blockIn('Bo', 'Jo').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Jo' }).waitFor();
    await expectSound(page, 'desk-phone-2-booking');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^Jo/);
    await blockIn('Cy', 'JJJ').focus();
    await page.keyboard.press('Enter');
    await expectSound(page, 'desk-phone-3-long');
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await said(/^J+’s booking is cancelled/);
    await expectSound(page, 'desk-phone-4-done');
    const isUncovered = `(([text]) => {
      scrollTo(0, 0);
      const { left, top, height } = text.getBoundingClientRect();
      return text.contains(document.elementFromPoint(left + 20, top + height / 2));
    })(document.querySelectorAll('.done p'))`;
    expect(await page.evaluate(isUncovered)).toBe(true);
    await undo();
    await page.getByRole('link', { name: 'Week' }).click();
    await page.getByText('J'.repeat(200)).first().waitFor();
    await expectSound(page, 'desk-phone-5-week');
    await page.getByRole('link', { name: 'Day', exact: true }).click();
    await blockIn('Bo', 'Jo').waitFor();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Walk-in' }).click();
    await page.getByRole('alert').getByText('Your session has ended. Please sign in again.').waitFor();
    await signIn();
    await blockIn('Bo', 'Jo').waitFor();
  });
});
