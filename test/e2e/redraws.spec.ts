import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { Gate } from '../support/gate.js';
import { openPage } from '../support/page.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';
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
    const answer = await app.post<{ id: number }>('bookings', body, { token });
    expect(answer.status).toBe(201);
    return answer.body.id;
  };
  const signIn = async ({ email }: { email: string }, on = page) => {
    const form = on.getByRole('form', { name: 'Sign in' });
    await form.getByLabel('E-mail').fill(email);
    await form.getByLabel('Password').fill(PASSWORD);
    await form.getByRole('button', { name: 'Sign in' }).click();
  };
  /** Holds the first answer from now on until the gate is opened; its request is sent at once. */
  const holdFirst = async (url: string) => {
    const gate = new Gate();
    let isFirst = true;
    await page.route(url, async (route) => {
      if (!isFirst) return route.fallback();
      isFirst = false;
      const response = await route.fetch();
      await gate.pass();
      return route.fulfill({ response });
    });
    return gate;
  };
  /** As when the visitor comes back to the page: it then reads again. */
  const comeBack = () => page.evaluate(`document.dispatchEvent(new Event('visibilitychange')); 0`);
  /** Opens the gate, and waits until the page has taken the answer that it held. */
  const overtake = async (gate: Gate, url: string) => {
    const overtaken = page.waitForResponse(url);
    gate.open();
    await overtaken;
    await painted();
  };
  /** The text of what has the focus. */
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
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
      const below = page.evaluate<number>(`new Promise((resolve) =>
        new MutationObserver(() => resolve(document.querySelectorAll('.slots li').length)).observe(
          document.querySelector('.slots h3'), { characterData: true, childList: true, subtree: true }))`);
      await dayButton().click();
      expect(await below).toBe(0);
    });

    it('keeps the focus on a time, and drops an answer that a later one has overtaken', async () => {
      await openShop();
      const ofDay = `**/available-slots?*date=${date}*`;
      const answer = await holdFirst(ofDay);
      await dayButton().click();
      await answer.reached;
      await time('14:00').focus();
      await bookAt('12:00');
      await time('12:00 taken').waitFor();
      const overtaken = page.waitForResponse(ofDay);
      answer.open();
      await overtaken;
      await painted();
      expect(await time('12:00 taken').count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
      await page.locator('.summary').getByText('14:00').waitFor();
    });

    it('leaves the calendar where it is when the next free time is known, and shows the times of a day on a phone', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      const answer = await holdFirst('**/next-available?*');
      await open('/book');
      const calendar = page.locator('.month');
      await calendar.waitFor();
      const before = await calendar.boundingBox();
      answer.open();
      await page.getByRole('button', { name: 'Take it' }).waitFor();
      expect((await calendar.boundingBox())?.y).toBe(before?.y);
      await dayButton().click();
      await time('11:00').waitFor();
      const heading = await page.getByRole('heading', { name: `Times on ${dayName}` }).boundingBox();
      expect(heading?.y).toBeLessThan(844 * 0.6);
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    it('asks who books once it is known whether guests may, and keeps what was typed when it asks again', async () => {
      const answer = new Gate();
      await page.route('**/settings/booking/public*', async (route) => {
        await answer.pass();
        await route.fulfill({ json: { guestBooking: true } });
      });
      const session = await holdFirst('**/auth/session');
      await openShop();
      await page.getByRole('button', { name: 'Take it' }).click();
      const checkout = page.getByRole('region', { name: 'Your appointment' });
      await checkout.getByText('Loading…').waitFor();
      expect(await checkout.getByRole('form').count()).toBe(0);
      session.open();
      answer.open();
      const name = checkout.getByRole('form', { name: 'Book as a guest' }).getByLabel('Name');
      await name.fill('Gus Example');
      await page.getByLabel('I have an account').check();
      await page.getByLabel('Book as a guest').check();
      expect(await name.inputValue()).toBe('Gus Example');
      await page.getByLabel('Anybody').check();
      await checkout.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Take it' }).click();
      expect(await name.inputValue()).toBe('Gus Example');
    });

    it('books once when the answer is lost, and keeps the focus for another press', async () => {
      const client = await app.signUp();
      await openShop();
      await dayButton().click();
      await time('15:00').click();
      await signIn(client);
      const confirm = page.getByRole('button', { name: /^Book this appointment/ });
      let isLost = false;
      await page.route('**/api/v1/bookings', async (route) => {
        if (isLost || route.request().method() !== 'POST') return route.fallback();
        isLost = true;
        await route.fetch();
        await time('15:00 taken').waitFor();
        return route.abort();
      });
      await confirm.focus();
      await page.keyboard.press('Enter');
      await page.getByText('The server does not answer. Please try again.').waitFor();
      expect(await page.getByRole('button', { name: /instead$/ }).count()).toBe(0);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are booked' }).waitFor();
      const rows = await app.database.query('SELECT 1 FROM appointments WHERE user_id = $1', [client.id]);
      expect(rows).toHaveLength(1);
    });

    it('goes on after another session has begun in another tab, and ends that one', async () => {
      const [one, other] = [await app.signUp(), await app.signUp()];
      await openShop();
      await dayButton().click();
      await time('16:00').click();
      await signIn(one);
      await page.getByText('Signed in as').waitFor();
      const tab = await page.context().newPage();
      try {
        await tab.goto(`${app.origin}/account`);
        await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
        await signIn(other, tab);
        await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
        const confirm = page.getByRole('button', { name: /^Book this appointment/ });
        const session = await holdFirst('**/auth/session');
        await confirm.click();
        await session.reached;
        await painted();
        // A second press now would go with the session that has ended.
        expect(await page.getByText('in another tab').count()).toBe(0);
        session.open();
        await page.getByText('in another tab. Please try again.').waitFor();
        await confirm.click();
        await page.getByRole('heading', { name: 'You are booked' }).waitFor();
        const rows = await app.database.query('SELECT user_id FROM appointments');
        expect(rows).toEqual([{ user_id: other.id }]);
        await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
        await signIn(one, tab);
        await tab.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' });
        expect(await page.context().cookies()).toEqual([]);
      } finally {
        await tab.close();
      }
    });
  });

  describe('/book, what is booked', () => {
    const bookFor = async (time: string, who: object, token?: string) => {
      const body = { date, time, timezone: ZONE, serviceId: shop.serviceId, ...who };
      const answer = await app.post<{ manageToken: string }>('bookings', body, token ? { token } : {});
      expect(answer.status).toBe(201);
      return answer.body;
    };
    const article = (time: string) => page.getByRole('article').filter({ hasText: time });
    const cancel = () => page.getByRole('button', { name: 'Cancel the appointment' }).click();

    it('is cancelled, though what was read before comes after', async () => {
      const client = await app.signUp();
      await bookFor('10:00', {}, client.token);
      await open('/book#bookings');
      await signIn(client);
      await article('10:00').waitFor();
      const list = '**/api/v1/bookings?*';
      const answer = await holdFirst(list);
      await comeBack();
      await answer.reached;
      await article('10:00').getByRole('button', { name: 'Cancel' }).click();
      await cancel();
      await article('10:00').waitFor({ state: 'detached' });
      await overtake(answer, list);
      expect(await article('10:00').count()).toBe(0);
    });

    it('is cancelled for a guest, though what was read before comes after', async () => {
      await app.database.query('UPDATE booking_settings SET guest_booking = true');
      const { manageToken } = await bookFor('10:00', { client: { name: 'Gus', phone: '0171 999888' } });
      await open(`/book#guest=${manageToken}`);
      await article('10:00').waitFor();
      const read = '**/guest-bookings/*';
      const answer = await holdFirst(read);
      await comeBack();
      await answer.reached;
      await article('10:00').getByRole('button', { name: 'Cancel' }).click();
      await cancel();
      await article('10:00').getByText('Cancelled').waitFor();
      await overtake(answer, read);
      expect(await article('10:00').getByText('Cancelled').count()).toBe(1);
      await app.database.query('UPDATE booking_settings SET guest_booking = false');
    });

    it('is moved while the answer about another is under way', async () => {
      const client = await app.signUp();
      await bookFor('10:00', {}, client.token);
      await bookFor('12:00', {}, client.token);
      await open('/book#bookings');
      await signIn(client);
      const answer = await holdFirst('**/cancel');
      await article('10:00').getByRole('button', { name: 'Cancel' }).click();
      await cancel();
      await answer.reached;
      await page.keyboard.press('Escape');
      await article('12:00').getByRole('button', { name: 'Move' }).click();
      await page.getByRole('heading', { name: 'Move your appointment' }).waitFor();
      await overtake(answer, '**/cancel');
      expect(await page.getByRole('heading', { name: 'Move your appointment' }).count()).toBe(1);
    });

    it('is not shown after a sign-out, though who was signed in is answered after', async () => {
      await open('/book#bookings');
      await signIn(await app.signUp());
      const signOut = page.getByRole('button', { name: 'Sign out' });
      await signOut.waitFor();
      const who = '**/auth/session';
      const answer = await holdFirst(who);
      await comeBack();
      await answer.reached;
      await signOut.click();
      await signOut.waitFor({ state: 'detached' });
      await overtake(answer, who);
      expect(await signOut.count()).toBe(0);
    });
  });

  it('keeps nothing of an account when another has signed in in another tab', async () => {
    const signInElsewhere = async ({ email }: { email: string }) => {
      const answer = await page.context().request.post(`${app.origin}/api/v1/auth/session`, {
        data: { email, password: PASSWORD },
      });
      expect(answer.ok()).toBe(true);
      await comeBack();
    };
    const other = await app.signUp();
    await open('/account');
    await signIn(await app.signUp());
    const email = page.getByRole('form', { name: 'Profile' }).getByLabel('E-mail');
    await page.getByRole('button', { name: 'End my account' }).click();
    await signInElsewhere(other);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await email.inputValue()).toBe(other.email);

    await open('/desk');
    await signIn(await app.signUp('receptionist', [shop.locationId]));
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.getByLabel('Client').fill('Not for others');
    await signInElsewhere(await app.signUp('receptionist', [shop.locationId]));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  describe('/desk', () => {
    const block = (barber: string) =>
      page.getByRole('region', { name: barber, exact: true }).locator('.block button');
    const openDay = async () => {
      await app.database.query(`UPDATE barbers SET name = CASE id WHEN $1 THEN 'Bo' ELSE 'Cy' END`, [
        shop.barberIds[0],
      ]);
      await open('/desk');
      await signIn(await app.signUp('receptionist', [shop.locationId]));
      await page.getByLabel('Date').fill(date);
      await page.getByRole('heading', { name: dayName }).waitFor();
    };
    const change = async (id: number, changes: object) => {
      const { token } = await app.signUp('admin');
      expect((await app.patch(`bookings/${id}`, changes, { token })).status).toBe(200);
    };

    it('keeps the focus on a booking that others move, also behind its dialog, and stays near one that is gone', async () => {
      const id = await bookAt('12:00');
      await openDay();
      await block('Bo').focus();
      await change(id, { barberId: shop.barberIds[1] });
      await block('Cy').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await change(id, { barberId: shop.barberIds[0] });
      await block('Bo').waitFor();
      await page.keyboard.press('Escape');
      await until(async () => (await focused()).includes('12:00'));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await block('Bo').waitFor({ state: 'detached' });
      await until(() => page.evaluate<boolean>('document.activeElement.className === "day"'));
      await page.getByRole('button', { name: 'Undo' }).focus();
      await page.keyboard.press('Enter');
      await block('Bo').waitFor();
      expect(await page.evaluate('document.activeElement.localName')).toBe('main');
      await page.getByRole('button', { name: 'Today' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: dayName }).waitFor({ state: 'detached' });
      expect(await focused()).toBe('Today');
    });

    it('ends a drag whose booking was cancelled elsewhere', async () => {
      const id = await bookAt('12:00');
      await openDay();
      const from = await block('Bo').boundingBox();
      if (from === null) throw new Error('Not on the page');
      await page.mouse.move(from.x + 30, from.y + 5);
      await page.mouse.down();
      await page.mouse.move(from.x + 30, from.y + 60, { steps: 3 });
      await page.locator('.ghost').waitFor();
      const { token } = await app.signUp('admin');
      await app.post(`bookings/${id}/cancel`, {}, { token });
      await block('Bo').waitFor({ state: 'detached' });
      await page.mouse.move(from.x + 30, from.y + 90, { steps: 3 });
      await page.locator('.ghost').waitFor({ state: 'detached' });
      await page.mouse.up();
    });

    it('leaves a dialog open that was opened while the answer to another was under way', async () => {
      await bookAt('12:00');
      await openDay();
      await block('Bo').click();
      const answer = await holdFirst('**/cancel');
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await answer.reached;
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Phone booking' }).click();
      await page.getByLabel('Client').fill('Jo Example, 0171 234567');
      await overtake(answer, '**/cancel');
      await page.locator('.done button').first().waitFor({ state: 'attached' });
      expect(await page.getByLabel('Client').inputValue()).toBe('Jo Example, 0171 234567');
    });

    it('drops a day that a later answer has overtaken, and what is wrong when it is right again', async () => {
      await openDay();
      const days = `**/locations/*/day?date=${date}`;
      const answer = await holdFirst(days);
      await bookAt('10:00');
      await answer.reached;
      await bookAt('12:00');
      await block('Bo').nth(1).waitFor();
      const overtaken = page.waitForResponse(days);
      answer.open();
      await overtaken;
      await painted();
      expect(await block('Bo').count()).toBe(2);
      await page.unroute(days);
      await page.route(days, (route) => route.fulfill({ status: 503, json: { detail: 'Restarting.' } }));
      await bookAt('14:00');
      await page.getByRole('alert').getByText('Restarting.').waitFor();
      await page.unroute(days);
      await bookAt('16:00');
      await page.getByText('Restarting.').waitFor({ state: 'detached' });
    });
  });

  it('asks to sign in again where a session has ended in a dialog, and notices what was done elsewhere', async () => {
    const client = await app.signUp();
    const body = { date, time: '09:00', timezone: ZONE, serviceId: shop.serviceId };
    const booking = await app.post<{ id: number }>('bookings', body, { token: client.token });
    await open('/book#bookings');
    await signIn(client);
    await page.getByRole('article').getByRole('button', { name: 'Cancel' }).click();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
    await signIn(client);
    const again = page.getByRole('button', { name: 'Cancel the appointment' });
    await again.waitFor();
    await app.post(`bookings/${booking.body.id}/cancel`, {}, { token: client.token });
    await again.click();
    await page.getByRole('article').waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Your appointment has been cancelled meanwhile, or is over.');

    await open('/desk');
    const staff = await app.signUp('receptionist', [shop.locationId]);
    await signIn(staff);
    await page.getByRole('button', { name: 'Phone booking' }).click();
    await page.getByLabel('Client').fill('Jo Example, 0171 234567');
    await page.getByLabel('Time', { exact: true }).fill('09:00');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
    await signIn(staff);
    await page.getByRole('button', { name: 'Phone booking' }).waitFor();
  });

  it('finds its session and the live connection again after the server was away', async () => {
    const { email } = await app.signUp('receptionist', [shop.locationId]);
    const opened = await openPage(browser, app.origin, { timezoneId: ZONE, locale: 'en-GB' });
    const desk = opened.page;
    await desk.clock.install();
    await desk.goto(`${app.origin}/desk`);
    await signIn({ email }, desk);
    const walkIn = desk.getByRole('button', { name: 'Walk-in' });
    await walkIn.waitFor();
    await desk.locator('.track').first().waitFor();
    // The live connection is not interrupted, and reports nothing: the page reads the next day again by itself.
    await desk.route('**/day?*', (route) => route.fulfill({ status: 503 }));
    await desk.getByRole('button', { name: 'Later' }).click();
    await desk.getByText('The server answered 503.').waitFor();
    await desk.unroute('**/day?*');
    await desk.clock.fastForward(10_000);
    await desk.locator('.track').first().waitFor();
    await desk.getByRole('button', { name: 'Today' }).click();
    const away = (url: string) => desk.route(url, (route) => route.fulfill({ status: 503 }));
    await away('**/api/v1/**');
    await desk.reload();
    await desk.getByText('The server answered 503.').waitFor();
    await desk.unroute('**/api/v1/**');
    const live = '**/bookings/live?*';
    await away(live);
    const refused = desk.waitForResponse(live);
    await desk.clock.fastForward(5_000);
    await walkIn.waitFor();
    await refused;
    await desk.unroute(live);
    const accepted = desk.waitForResponse(live);
    await desk.clock.fastForward(15_000);
    expect((await accepted).status()).toBe(200);

    await desk.getByRole('button', { name: 'Sign out' }).click();
    await signIn(await app.signUp('admin'), desk);
    await walkIn.waitFor();
    await away('**/api/v1/**');
    await desk.goto(`${app.origin}/admin`);
    await desk.getByText('The server answered 503.').waitFor();
    await desk.unroute('**/api/v1/**');
    await desk.clock.fastForward(5_000);
    await desk.getByRole('button', { name: 'Sign out' }).waitFor();
    await desk.context().close();
  });

  it('keeps the focus on “Try again”, and gives it to the page when that is right', async () => {
    const shops = '**/api/v1/services';
    const away = () => page.route(shops, (route) => route.fulfill({ status: 503 }));
    const again = page.getByRole('button', { name: 'Try again' });
    const triedAgain = async () => {
      await again.focus();
      const answer = page.waitForResponse(shops);
      await page.keyboard.press('Enter');
      await (await answer).finished();
      await page.getByText('The server answered 503.').waitFor();
      expect(await focused()).toBe('Try again');
      await page.unroute(shops);
      await page.keyboard.press('Enter');
      await again.waitFor({ state: 'detached' });
    };
    await away();
    await open('/book');
    await triedAgain();
    expect(await focused()).toBe('Book an appointment');
    await page.locator('.slots li').first().waitFor();

    await page.route('**/bookings/**', (route) => route.fulfill({ status: 503 }));
    await open('/book');
    await page.getByText('The server answered 503.').waitFor();
    await page.unroute('**/bookings/**');
    await again.click();
    await page.locator('.slots li').first().waitFor();

    await page.route('**/guest-bookings/*', (route) => route.fulfill({ status: 503 }));
    await open('/book#guest=unknown');
    await page.getByText('The server answered 503.').waitFor();
    await page.unroute('**/guest-bookings/*');
    await again.click();
    await page.getByRole('alert').getByText('This link').waitFor();

    await open('/desk');
    await away();
    await signIn(await app.signUp('receptionist', [shop.locationId]));
    await triedAgain();
    expect(await page.evaluate('document.activeElement.localName')).toBe('main');
  });

  describe('/admin', () => {
    it('goes on after the same account has signed in anew in another tab', async () => {
      const admin = await app.signUp('admin');
      await open('/admin#/actions');
      await signIn(admin);
      const ask = page.getByRole('button', { name: 'Forget all slots…' });
      await ask.waitFor();
      const data = { email: admin.email, password: PASSWORD };
      const { request } = page.context();
      expect((await request.post(`${app.origin}/api/v1/auth/session`, { data })).ok()).toBe(true);
      await ask.click();
      await page.getByText('in another tab. Please try again.').waitFor();
      await ask.click();
      await page.getByRole('button', { name: 'Forget all slots now' }).waitFor();
    });

    it('keeps the focus on a key that others overtake', async () => {
      let keys = ['first', 'second', 'third'];
      await page.route('**/monitoring/hot-keys*', (route) =>
        route.fulfill({
          json: { items: keys.map((key) => ({ key, region: 'available-slots', readsPerHour: 1 })) },
        }),
      );
      await open('/admin');
      await signIn(await app.signUp('admin'));
      const list = page.locator('#hot-keys').getByRole('button');
      await list.nth(1).focus();
      keys = ['second', 'third', 'first'];
      await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      await list.nth(0).getByText('second').waitFor();
      expect(await focused()).toBe('second');
      keys = ['third', 'first'];
      await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      await page.locator('#hot-keys').getByText('second').waitFor({ state: 'detached' });
      expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Hottest keys');
    });
  });
});
