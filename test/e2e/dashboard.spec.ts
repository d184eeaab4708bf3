import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { WarmUpLock } from '../../src/admin/warm-up/warm-up.lock.js';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { createShop, type TestShop } from '../support/shop.js';

describe('the dashboard', () => {
  let app: TestApp;
  let shop: TestShop;
  let browser: Browser;
  let page: Page;
  let admin: { email: string };
  /** What a browser complains of, and where else it went. */
  let complaints: string[];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    shop = await createShop(app.database, { barbers: 2 });
    admin = await app.signUp('admin');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  beforeEach(async () => {
    complaints = [];
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => {
      // The browser itself reports every answer that is an error.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (!isAnswer && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== app.origin) complaints.push(request.url());
    });
    await page.goto(`${app.origin}/admin`);
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  const signIn = async (email: string, password = 'correct horse battery') => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  const formOf = (action: string) => page.getByRole('form', { name: action, exact: true });
  const ask = async (action: string) =>
    formOf(action)
      .getByRole('button', { name: `${action}…` })
      .click();
  const confirm = async (action: string) => {
    await ask(action);
    await page.getByRole('dialog').getByRole('button', { name: action }).click();
    return formOf(action).getByRole('status');
  };
  const choose = async (action: string, label: string, value: number) =>
    formOf(action).getByRole('combobox', { name: label }).selectOption(String(value));

  it('shows the status, the six metrics and all regions to an admin', async () => {
    await signIn(admin.email);
    await panel('Status').getByText('Healthy').waitFor();
    const rows = (name: string) => panel(name).locator('tbody tr').count();
    expect([await rows('Health'), await rows('Regions')]).toEqual([6, 15]);
    await panel('Trends').getByText('Response time').waitFor();
    await panel('Instances').locator('tbody tr').waitFor();
    await page.reload();
    await panel('Status').getByText('Healthy').waitFor();
  });

  it('says that a password is wrong', async () => {
    await signIn(admin.email, 'wrong horse battery');
    await page.getByRole('alert').getByText('password is wrong').waitFor();
  });

  it('refuses users who are not admins', async () => {
    await signIn((await app.signUp()).email);
    await page.getByRole('alert').getByText('for admins only').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('goes back to the sign-in when the server rejects its token', async () => {
    await page.evaluate(`sessionStorage.setItem('bookedbarber.token', 'expired')`);
    await page.reload();
    await page.getByRole('alert').getByText(/\w/).waitFor();
    expect(await page.getByLabel('Password').isVisible()).toBe(true);
  });

  it('forgets after a confirmation, says what came of it, and shows it in the audit', async () => {
    await signIn(admin.email);
    const said = await confirm('Forget all slots');
    await said.getByText('All slots: forgotten.').waitFor();
    await panel('Audit').getByText('invalidate all-slots').waitFor();
  });

  it('forgets a barber and dates of one, as chosen', async () => {
    await signIn(admin.email);
    const [barberId = 0] = shop.barberIds;
    await choose('Forget a barber', 'Barber', barberId);
    await (await confirm('Forget a barber')).getByText(`Barber ${barberId}: forgotten.`).waitFor();
    await choose('Forget dates', 'Barber', barberId);
    const dates = page.getByRole('form', { name: 'Forget dates' });
    await dates.getByLabel('From').fill('2027-06-15');
    await dates.getByLabel('To').fill('2027-06-16');
    await (await confirm('Forget dates')).getByText('2027-06-15 to 2027-06-16: forgotten.').waitFor();
    await panel('Audit').getByText(`barberId: ${barberId}`).first().waitFor();
  });

  it('names in its question what is forgotten, and shows that it throws something away', async () => {
    await signIn(admin.email);
    const [barberId = 0] = shop.barberIds;
    const [{ name } = { name: '' }] = await app.database.query<{ name: string }>(
      'SELECT name FROM barbers WHERE id = $1',
      [barberId],
    );
    await choose('Forget a barber', 'Barber', barberId);
    await ask('Forget a barber');
    await page.getByRole('dialog', { name: `Forget ${name}?` }).waitFor();
    await page.getByRole('dialog').locator('button.danger').waitFor();
    await page.keyboard.press('Escape');
    await formOf('Forget dates').getByLabel('From').fill('2027-06-15');
    await formOf('Forget dates').getByLabel('To').fill('2027-06-16');
    await choose('Forget dates', 'Location', shop.locationId);
    await ask('Forget dates');
    await page
      .getByRole('dialog', { name: 'Forget 2027-06-15 to 2027-06-16 of all barbers, in Shop?' })
      .waitFor();
  });

  it('shows how far a warm-up is, and what it has done', async () => {
    await signIn(admin.email);
    await choose('Warm up', 'Barber', shop.barberIds[0] ?? 0);
    const said = await confirm('Warm up');
    await said.getByText(/^The cache is warm\. Of \d+ planned: \d+ loaded, \d+ fresh, 0 failed/).waitFor();
    expect(await said.getAttribute('class')).toBe('good');
    await panel('Audit').getByText('barberIds: [').first().waitFor();
  });

  it('draws the progress, and cancels it', async () => {
    await signIn(admin.email);
    const [planned, warmed, failed] = [40, 10, 1];
    const stats = JSON.stringify({ planned, warmed, fresh: 0, failed, durationMs: 500 });
    await page.route('**/cache/warm-up', async (route) => {
      if (route.request().method() === 'DELETE') return route.fulfill({ json: { cancelled: true } });
      const body = `event: progress\ndata: ${stats}\n\nevent: done\ndata: {"message":"The warm-up was cancelled.","stats":${stats}}\n\n`;
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
    const said = await confirm('Warm up');
    await said.getByText('10 loaded, 0 fresh, 1 failed, 29 left undone, in 0.5 s.').waitFor();
    expect(await said.getAttribute('class')).toBe('warning');
  });

  it('says that a warm-up runs elsewhere, and cancels that one', async () => {
    await signIn(admin.email);
    const leave = await app.app.get(WarmUpLock, { strict: false }).acquire();
    await (await confirm('Warm up')).getByText('already running').waitFor();
    await page.getByRole('button', { name: 'Cancel the one that runs' }).click();
    await panel('Actions').getByText('One was running, and is cancelled.').waitFor();
    expect(leave?.signal.aborted).toBe(true);
    await (await confirm('Stop warm-up')).getByText('None was running.').waitFor();
  });

  it('shows what the cache saved, and gives the report as a file', async () => {
    await signIn(admin.email);
    await panel('Effect').getByText('Database reads saved').waitFor();
    await panel('Utilization').getByText('Memory in the process').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the report' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^cache-report-\d{4}-\d\d-\d\d\.md$/);
    expect(await readFile(await download.path(), 'utf8')).toContain('# Cache report');
  });

  it('turns the pages of the audit', async () => {
    await app.database.query(
      `INSERT INTO cache_audit (user_id, action, request, result)
       SELECT 1, 'preload ' || n, '{}', '{"message": "Done."}' FROM generate_series(1, 60) n`,
    );
    await signIn(admin.email);
    await panel('Audit').getByText('preload 60', { exact: true }).waitFor();
    expect(await panel('Audit').locator('tbody tr').count()).toBe(10);
    await panel('Audit').getByRole('button', { name: 'Show all 50' }).click();
    expect(await panel('Audit').locator('tbody tr').count()).toBe(50);
    await panel('Audit').getByRole('button', { name: 'Older' }).click();
    await panel('Audit').getByText('preload 10', { exact: true }).waitFor();
    await panel('Audit')
      .getByText(/^51 to \d+ of \d+/)
      .waitFor();
    await panel('Audit').getByRole('button', { name: 'Newer' }).click();
    await panel('Audit').getByText('preload 60', { exact: true }).waitFor();
  });

  it('goes back to the sign-in when the server rejects the token of an action', async () => {
    await signIn(admin.email);
    await panel('Status').waitFor();
    await page.route('**/invalidate/all-slots', (route) =>
      route.fulfill({ status: 401, json: { detail: 'The token has expired.' } }),
    );
    await ask('Forget all slots');
    await page.getByRole('dialog').getByRole('button', { name: 'Forget all slots' }).click();
    await page.getByRole('alert').getByText('The token has expired.').waitFor();
    expect(await page.getByLabel('Password').isVisible()).toBe(true);
  });

  it('says that barbers cannot be read, and reads them again', async () => {
    await page.route('**/api/v1/barbers', (route) => route.fulfill({ status: 503, json: {} }));
    await signIn(admin.email);
    await panel('Actions').getByRole('alert').getByText('could not be read').waitFor();
    await page.unroute('**/api/v1/barbers');
    await panel('Actions').getByRole('button', { name: 'Read them again' }).click();
    await panel('Actions').getByRole('alert').waitFor({ state: 'detached' });
    await choose('Forget a barber', 'Barber', shop.barberIds[0] ?? 0);
  });

  it('links to its panels on a phone, with controls at least 44 pixels high', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(admin.email);
    await panel('Audit').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await page.waitForFunction('document.activeElement?.id === "audit"');
    const heights = `[...document.querySelectorAll('button, input, select, nav a')].filter((each) => each.offsetParent)
      .map((each) => each.getBoundingClientRect().height)`;
    expect(Math.min(...(await page.evaluate<number[]>(heights)))).toBeGreaterThanOrEqual(44);
    const message = panel('Health').getByText('too few for a meaningful rate');
    expect((await message.boundingBox())?.x).toBeLessThan(390 / 2);
  });

  it('does nothing without the confirmation', async () => {
    await signIn(admin.email);
    const calls: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && calls.push(request.url()));
    await page.getByRole('button', { name: 'Forget business settings…' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(calls).toEqual([]);
  });

  it('says that the server does not answer, shows the last values in grey, and recovers', async () => {
    await page.clock.install();
    await signIn(admin.email);
    await panel('Status').getByText('Healthy').waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await page.clock.fastForward(11_000);
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    expect(await page.locator('main.stale').getByText('Healthy').first().isVisible()).toBe(true);
    await page.unroute('**/api/**');
    await page.clock.fastForward(11_000);
    await page.locator('main.stale').waitFor({ state: 'detached' });
  });

  it('fits the width of a phone', async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    await signIn(admin.email);
    await panel('Audit').waitFor();
    await panel('Trends').getByText('Degradations').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
  });

  it('is revalidated by browsers, its assets are immutable, and it loads nothing from other origins', async () => {
    const document = await app.get<string>('/admin');
    expect(document.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(document.headers.get('cache-control')).toBe('no-cache');
    expect(document.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    const [, script = ''] = /src="([^"]+\.js)"/.exec(document.body) ?? [];
    expect((await app.get(script)).headers.get('cache-control')).toContain('immutable');
    const missing = await app.get<{ code: string }>('/pages/assets/missing.js');
    expect([missing.status, missing.body.code]).toEqual([404, 'not-found']);
    expect((await app.get('/pages/..%2f..%2fpackage.json')).status).toBe(404);
  });
});
