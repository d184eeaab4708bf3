import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type * as shapes from '../../dashboard/src/api/shapes.js';
import type { AuditPage } from '../../src/admin/audit.log.js';
import type { CacheHealthReport } from '../../src/health/cache-health.service.js';
import type { CacheStats } from '../../src/health/cache-stats.service.js';
import type { KeysSummary } from '../../src/health/keys-summary.service.js';
import type { Instance } from '../../src/health/sampling/instances.js';
import type { Trends } from '../../src/health/trends.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { createShop, type TestShop } from '../support/shop.js';

/** Compiles only while the server answers all that the dashboard reads. */
interface Promised {
  health: CacheHealthReport;
  stats: CacheStats;
  instance: Instance;
  trends: Trends;
  keys: KeysSummary;
  audit: AuditPage;
}
export type Kept = Promised extends {
  health: shapes.Health;
  stats: shapes.Stats;
  instance: shapes.Instance;
  trends: shapes.Trends;
  keys: shapes.KeysSummary;
  audit: shapes.AuditPage;
}
  ? true
  : never;
const kept: Kept = true;

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
  const confirm = async (action: string) => {
    const form = page.getByRole('form', { name: action });
    await form.getByRole('button', { name: `${action}…` }).click();
    await page.getByRole('dialog').getByRole('button', { name: action }).click();
    return form.getByRole('status');
  };

  it('shows the status, the six metrics and all regions to an admin', async () => {
    await signIn(admin.email);
    await panel('Status').getByText('Healthy').waitFor();
    const rows = (name: string) => panel(name).locator('tbody tr').count();
    expect([await rows('Health'), await rows('Regions')]).toEqual([6, 8]);
    await panel('Trends').getByText('Response time').waitFor();
    await panel('Instances').locator('tbody tr').waitFor();
    await page.reload();
    await panel('Status').getByText('Healthy').waitFor();
    expect(kept).toBe(true);
  });

  it('says that a password is wrong', async () => {
    await signIn(admin.email, 'wrong horse battery');
    await page.getByRole('alert').getByText('password is wrong').waitFor();
  });

  it('refuses who is not an admin', async () => {
    await signIn((await app.signUp()).email);
    await page.getByRole('alert').getByText('for admins only').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('goes back to the sign-in when the token is not taken', async () => {
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
    const choose = async (action: string) =>
      page
        .getByRole('form', { name: action })
        .getByRole('combobox', { name: 'Barber' })
        .selectOption(String(barberId));
    await choose('Forget a barber');
    await (await confirm('Forget a barber')).getByText(`Barber ${barberId}: forgotten.`).waitFor();
    await choose('Forget dates');
    const dates = page.getByRole('form', { name: 'Forget dates' });
    await dates.getByLabel('From').fill('2027-06-15');
    await dates.getByLabel('To').fill('2027-06-16');
    await (await confirm('Forget dates')).getByText('2027-06-15 to 2027-06-16: forgotten.').waitFor();
    await panel('Audit').getByText(`barberId: ${barberId}`).first().waitFor();
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

  it('says that the server is away, keeps the last values greyed, and recovers', async () => {
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

  it('is read on a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    await signIn(admin.email);
    await panel('Audit').waitFor();
    await panel('Trends').getByText('Degradations').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
  });

  it('is a page that is asked for again, with assets that are kept, and nothing from elsewhere', async () => {
    const document = await app.get<string>('/admin');
    expect(document.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(document.headers.get('cache-control')).toBe('no-cache');
    expect(document.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    const [, script = ''] = /src="([^"]+\.js)"/.exec(document.body) ?? [];
    expect((await app.get(script)).headers.get('cache-control')).toContain('immutable');
    const missing = await app.get<{ code: string }>('/admin/assets/missing.js');
    expect([missing.status, missing.body.code]).toEqual([404, 'not-found']);
    expect((await app.get('/admin/..%2f..%2fpackage.json')).status).toBe(404);
  });
});
