import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { InstanceId } from '../../src/admin/monitoring/sampling/instance.id.js';
import { startApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { Gate } from '../support/gate.js';
import { expectSound, openPage } from '../support/page.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { RoundRobin } from '../support/round-robin.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';
/** Two instances, a Redis and a browser, on a busy machine. */
const START_MS = 180_000;
/** The words for a state in which the cache serves; a busy machine is warned of its response times. */
const WELL = /Healthy|Warning/;
const AT_A_GLANCE = { width: 1440, height: 900 };

/** One Redis, two instances behind a load balancer, one browser: started once for all tests. */
describe('the dashboard', () => {
  let redis: RedisServer;
  let app: TestApp;
  let second: TestApp;
  let proxy: RoundRobin;
  let shop: TestShop;
  let browser: Browser;
  let admin: { email: string; token: string };
  /** The cookies of the admin, so that not every test signs in. */
  let session: Awaited<ReturnType<BrowserContext['cookies']>>;
  /** One page for all tests: to open another takes longer than most of them. */
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [redis, browser] = await Promise.all([startRedis(), openBrowser()]);
    const environment = { REDIS_URL: redis.url, JWT_SECRET: 'a secret of both, longer than 32 characters' };
    app = await startApp(environment);
    [second, shop] = await Promise.all([
      startApp(environment, app.database),
      createShop(app.database, { barbers: 2 }),
    ]);
    proxy = await RoundRobin.over(app.origin, second.origin);
    admin = await app.signUp('admin');
    await until(async () => {
      const answers = await Promise.all([app, second].map((each) => each.get('/health')));
      return answers.every(({ body }) => body.status === 'healthy');
    });
    ({ page, complaints } = await openPage(browser, proxy.origin, { viewport: AT_A_GLANCE }));
    await page.goto(`${proxy.origin}/admin`);
    await signIn(admin.email);
    await page.getByRole('region', { name: 'State' }).waitFor();
    session = await page.context().cookies();
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await Promise.all([app?.close(), second?.close()]);
    await redis?.stop();
  });
  beforeEach(() => show('/'));
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  /** A view as if it was opened anew: nothing of it is kept. */
  const show = async (view: '/' | '/actions') => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().addCookies(session);
    await page.goto('about:blank');
    await page.goto(`${proxy.origin}/admin#${view}`);
    await state().getByText(/\w/).first().waitFor();
  };
  /** Waits for what a read of the page shows, and has it read at once and again, as it does for those who come back to it. */
  const soon = async (locator: Locator) => {
    const { hurry, calm } = {
      hurry: `globalThis.hurried ??= setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 300)`,
      calm: 'clearInterval(globalThis.hurried); delete globalThis.hurried',
    };
    await page.evaluate(`${hurry}; 0`);
    await locator.waitFor();
    await page.evaluate(calm);
  };
  const signIn = async (email: string, password = PASSWORD) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const check = async (name: string) => expectSound(page, `admin-${name}`);
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  const state = () => panel('State').getByRole('status');
  const action = (name: string) => page.getByRole('form', { name, exact: true });
  const plan = async (name: string) => {
    await action(name)
      .getByRole('button', { name: `${name}…` })
      .click();
    return action(name).getByRole('group', { name: `What it will do: ${name}` });
  };
  const run = async (name: string) => {
    await (await plan(name)).getByRole('button', { name: `${name} now` }).click();
    return action(name).getByRole('status');
  };
  const read = async (times = 1) => {
    const query = `date=2027-06-15&timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
    for (let count = 0; count < times; count++) await app.get(`bookings/available-slots?${query}`);
  };

  it('signs in by a cookie that no script can read, and admins only', async () => {
    await page.context().clearCookies();
    await page.reload();
    await signIn(admin.email, 'wrong horse battery');
    await page.getByRole('alert').getByText(/\w/).waitFor();
    await check('sign-in');
    await signIn((await app.signUp()).email);
    await page.getByRole('alert').getByText('for admins only').waitFor();
    await signIn(admin.email);
    await panel('State').waitFor();
    expect(await page.evaluate('document.cookie + sessionStorage.length + localStorage.length')).toBe('00');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.reload();
    await page.getByLabel('Password').waitFor();
    // Its session has ended; the others' goes on in another.
    await signIn(admin.email);
    await panel('State').waitFor();
    session = await page.context().cookies();
  });

  it('says how things are at a glance, and everything else below', async () => {
    await read(60);
    await state().getByText(WELL).first().waitFor();
    await state()
      .getByText(/^The cache serves .* on 2 instances; nothing/)
      .waitFor();
    for (const name of [
      'Hit rate',
      'Requests a minute',
      'Response time, p95',
      'Database reads saved a minute',
    ]) {
      await panel('Live figures').getByRole('heading', { name, exact: true }).waitFor();
    }
    const glance = panel('The last hour');
    await glance.getByRole('heading', { name: 'Requests a minute' }).waitFor();
    const { y = 0, height = 901 } = (await glance.boundingBox()) ?? {};
    expect(y + height).toBeLessThanOrEqual(AT_A_GLANCE.height);
    const rows = (name: string) => panel(name).locator('tbody tr').count();
    await panel('Memory').getByText('Redis’ memory:').waitFor();
    await panel('What the cache is worth').getByText('Database reads saved').first().waitFor();
    await panel('Hottest keys').waitFor();
    const { regions } = (await app.get('cache/stats', { token: admin.token })).body;
    const found = [await rows('Health'), await rows('Regions'), await rows('Instances')];
    expect(found).toEqual([6, regions.length, 2]);
    const voids = panel('Regions').locator('tbody td:last-child');
    expect(await voids.filter({ hasText: /^–$/ }).count()).toBe(0);
    await check('overview');
  });

  it('switches from the fleet to one instance, whichever answers', async () => {
    const id = second.app.get(InstanceId).value.slice(0, 8);
    await panel('Regions').getByText('Of 2 instances, each since its start').waitFor();
    await page.getByLabel('Figures of').selectOption({ label: `Instance ${id}` });
    await panel('Regions').getByText('Of one instance, since its start.').waitFor();
    await panel('Instances')
      .getByRole('button', { name: `Only this: ${id}` })
      .click();
    await panel('Regions').getByText('Of 2 instances').waitFor();
  });

  it('stays true while Redis is stopped, and when it is back', async () => {
    await state().getByText(WELL).first().waitFor();
    await redis.kill();
    await soon(
      state().getByText(
        /^Redis does not answer\. Since .* reads go to the database: answers are right, but slower\.$/,
      ),
    );
    expect(await panel('State').getAttribute('class')).toContain('critical');
    await soon(panel('Health').locator('.level.unknown').first());
    await panel('Memory').getByText('Redis does not answer: its memory is not known.').waitFor();
    const figure = panel('Live figures').locator('.figure', { hasText: 'Response time' });
    await figure.locator('.value').getByText('–').waitFor();
    await check('redis-stopped');
    await redis.restart();
    await soon(state().getByText(WELL).first());
    await soon(state().getByText('The cache serves'));
  });

  it('finds an entry, says what it is and why it will end, and forgets it', async () => {
    await read(3);
    await page.getByLabel('The key begins with').fill('slots:2027-06-15');
    await page.getByRole('button', { name: 'Find entries' }).click();
    const entries = panel('Entries');
    await entries.locator('tbody button').first().click();
    await entries.getByText('Why it will end:').waitFor();
    await entries.getByText(/tags? that it depends on/).waitFor();
    await entries.getByText('Value', { exact: true }).click();
    await entries.getByRole('region', { name: 'Value' }).getByText('"slots"').waitFor();
    await entries.getByRole('button', { name: 'Forget this entry…' }).click();
    await entries.getByText(/^Forgets \d+ tags?; \d+ entr(y ends|ies end) with it\.$/).waitFor();
    await check('entry');
    await entries.getByRole('button', { name: 'Forget it now' }).click();
    await entries.getByText('no longer served: 1. Of: available slots').waitFor();
  });

  it('shows no values of persons', async () => {
    await page.getByLabel('The key begins with').fill('account:');
    await page.getByRole('button', { name: 'Find entries' }).click();
    await panel('Entries').locator('tbody button').first().click();
    await panel('Entries').getByText('Its key identifies a person: the value is not shown.').waitFor();
    expect(await panel('Entries').getByText('Value', { exact: true }).count()).toBe(0);
  });

  it('counts what is forgotten before it is, and says afterwards who did it', async () => {
    await show('/actions');
    const posts: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await (await plan('Forget all slots')).getByText(/^\d+ tags?, on which entries/).waitFor();
    await action('Forget all slots')
      .getByText(/^At most \d+ entr/)
      .waitFor();
    await check('actions-plan');
    await page.keyboard.press('Escape');
    await (await plan('Forget all slots')).waitFor();
    expect(posts.every((url) => url.endsWith('?dryRun=true'))).toBe(true);
    await page.keyboard.press('Enter');
    await action('Forget all slots').getByText('All slots: forgotten.').waitFor();
    await panel('Audit').getByText('invalidate all-slots').first().waitFor();
    await panel('Audit').getByText('A admin').first().waitFor();
    const [barberId = 0] = shop.barberIds;
    await action('Forget a barber').getByLabel('Barber').selectOption(String(barberId));
    await (await run('Forget a barber')).getByText(`Barber ${barberId}: forgotten.`).waitFor();
    await action('Forget dates').getByLabel('From').fill('2027-06-15');
    await action('Forget dates').getByLabel('To').fill('2027-06-16');
    await action('Forget dates').getByLabel('Location').selectOption(String(shop.locationId));
    await (
      await plan('Forget dates')
    )
      .getByText('Forgets 2027-06-15 to 2027-06-16: All barbers, Shop.')
      .waitFor();
    await (await run('Forget dates')).getByText('2027-06-15 to 2027-06-16: forgotten.').waitFor();
  });

  it('plans a warm-up, shows how far it is, and how it ended', async () => {
    await show('/actions');
    await action('Warm up')
      .getByLabel('Barber')
      .selectOption(String(shop.barberIds[0] ?? 0));
    await (await plan('Warm up')).getByText(/ reads of the database, about /).waitFor();
    await check('warm-up-plan');
    const said = await run('Warm up');
    await said.getByText(/^The cache is warm\. Of \d+ planned: \d+ loaded, \d+ fresh, 0 failed/).waitFor();
    await panel('Progress').getByText('The last one ended').waitFor();
    await panel('Audit').getByText('barberIds: [').first().waitFor();
  });

  it('shows no plan of inputs that were changed meanwhile', async () => {
    await show('/actions');
    const gate = new Gate();
    await page.route('**/cache/warm-up?dryRun=true', async (route) => {
      await gate.pass();
      await route.continue();
    });
    await action('Warm up').getByRole('button').click();
    await gate.reached;
    await action('Warm up')
      .getByLabel('Barber')
      .selectOption(String(shop.barberIds[0] ?? 0));
    gate.open();
    await action('Warm up').getByRole('button', { name: 'Warm up…', disabled: false }).waitFor();
    expect(await action('Warm up').getByRole('group').count()).toBe(0);
  });

  it('waits for the end of a warm-up although a read fails, and no longer than the panel is there', async () => {
    await show('/actions');
    const stats = { planned: 4, warmed: 4, fresh: 0, failed: 0, durationMs: 500 };
    const at = new Date().toISOString();
    const ended = {
      running: false,
      startedAt: at,
      finishedAt: at,
      message: 'Warm at last.',
      plan: null,
      stats,
    };
    let isRunning = false;
    let reads = 0;
    await page.route('**/cache/warm-up', (route) => {
      if (route.request().method() === 'POST') {
        reads = 0;
        return route.fulfill({ status: 202, json: {} });
      }
      reads++;
      if (isRunning) return route.fulfill({ json: { ...ended, running: true } });
      return reads === 1 ? route.fulfill({ status: 503, json: {} }) : route.fulfill({ json: ended });
    });
    await (await run('Warm up')).getByText('Warm at last. Of 4 planned').waitFor();
    isRunning = true;
    await run('Warm up');
    await panel('Progress').getByRole('button', { name: 'Cancel the warm-up' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await panel('Regions').waitFor();
    const before = reads;
    // Due after every read that was to come within the same time.
    await page.evaluate('new Promise((due) => setTimeout(due, 1100))');
    expect(reads).toBe(before);
  });

  it('says whose account it is after another admin has signed in in another tab', async () => {
    await show('/actions');
    const { email } = await app.signUp('admin');
    await app.database.query(`UPDATE users SET name = 'Another Admin' WHERE email = $1`, [email]);
    await page
      .context()
      .request.post(`${proxy.origin}/api/v1/auth/session`, { data: { email, password: PASSWORD } });
    await action('Forget all slots').getByRole('button').click();
    await action('Forget all slots').getByText('in another tab').waitFor();
    await page.getByRole('link', { name: 'Another Admin' }).waitFor();
    session = await page.context().cookies();
  });

  it('shows a warm-up that runs elsewhere, and cancels it', async () => {
    const stats = { planned: 40, warmed: 10, fresh: 0, failed: 1, durationMs: 500 };
    const running = {
      running: true,
      startedAt: new Date().toISOString(),
      finishedAt: null,
      message: null,
      plan: null,
      stats,
    };
    await page.route('**/cache/warm-up', (route) =>
      route.fulfill({ json: route.request().method() === 'DELETE' ? { cancelled: true } : running }),
    );
    await page.getByRole('link', { name: 'Actions' }).click();
    await panel('Progress').getByText('11 of 40 planned: 10 loaded, 0 fresh, 1 failed').waitFor();
    await check('warm-up-running');
    await panel('Progress').getByRole('button', { name: 'Cancel the warm-up' }).click();
    await panel('Progress').getByText('One was running, and is cancelled.').waitFor();
  });

  it('gives the report as a file', async () => {
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
    await show('/actions');
    const audit = panel('Audit');
    await audit.getByText('preload 60', { exact: true }).waitFor();
    expect(await audit.locator('tbody tr').count()).toBe(10);
    await audit.getByRole('button', { name: 'Show all 50' }).click();
    expect(await audit.locator('tbody tr').count()).toBe(50);
    await audit.getByRole('button', { name: 'Older' }).click();
    await audit.getByText('preload 10', { exact: true }).waitFor();
    await audit.getByText(/^51 to \d+ of \d+/).waitFor();
    await audit.getByRole('button', { name: 'Newer' }).click();
    await audit.getByText('preload 60', { exact: true }).waitFor();
  });

  it('marks degradations, shows a single sample as a point, and says what is not known in grey', async () => {
    const at = new Date().toISOString();
    const sample = {
      at,
      status: 'critical',
      hitRate: 0.5,
      requests: 7,
      databaseReadsSaved: 3,
      responseTimeMs: null,
      usedMemoryBytes: null,
      connectedClients: null,
    };
    const degradation = {
      metric: 'hitRate',
      from: at,
      to: at,
      isOngoing: true,
      message: '50.0 % of 7 reads were hits',
    };
    const answer = { hours: 1, samples: [sample], summary: {}, degradations: [degradation] };
    await page.route('**/monitoring/trends?**', (route) => route.fulfill({ json: answer }));
    await page.route('**/cache/health', async (route) => {
      const json = await (await route.fetch()).json();
      await route.fulfill({
        json: {
          ...json,
          status: 'unknown',
          metrics: json.metrics.map((each: object) => ({ ...each, status: 'unknown' })),
        },
      });
    });
    await page.reload();
    await state().getByText('Nothing was measured lately').waitFor();
    expect(await panel('State').getAttribute('class')).toContain('unknown');
    expect(await panel('Health').locator('.healthy').count()).toBe(0);
    await panel('Trends').getByText('50.0 % of 7 reads were hits').waitFor();
    await panel('Trends').getByText('Nothing was measured.').first().waitFor();
    await panel('The last hour').getByText('Hit rate as a table').click();
    expect(await panel('The last hour').getByRole('row').count()).toBe(2);
    const chart = panel('The last hour').getByRole('img', {
      name: /^Hit rate over time: 50\.0 %; 1 degradation/,
    });
    await chart.waitFor();
    const colours = `(() => {
      const canvas = document.querySelector('.glance canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`;
    expect(await page.evaluate<number>(colours)).toBeGreaterThan(3);
    await check('unknown');
  });

  it('asks to sign in again when the session has ended', async () => {
    await state().getByText(WELL).first().waitFor();
    await page.context().clearCookies();
    await soon(page.getByLabel('Password'));
    await page.getByRole('alert').getByText(/\w/).waitFor();
    await check('session-ended');
  });

  it('says that the server does not answer, shows the last values in grey, and recovers', async () => {
    await state().getByText(WELL).first().waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await soon(state().getByText('How the cache is now cannot be said'));
    expect(await panel('State').getAttribute('class')).toContain('unknown');
    await page.locator('main.stale').getByText('Serving').first().waitFor();
    await check('server-away');
    await page.unroute('**/api/**');
    await soon(state().getByText(WELL).first());
  });

  it('can be used by keyboard alone', async () => {
    await panel('Regions').waitFor();
    await page.getByRole('link', { name: 'Overview' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await action('Forget all slots').waitFor();
    await action('Forget all slots').getByRole('button').focus();
    await page.keyboard.press('Enter');
    const now = page.getByRole('button', { name: 'Forget all slots now' });
    await now.waitFor();
    await page.waitForFunction('document.activeElement?.textContent === "Forget all slots now"');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await now.waitFor({ state: 'detached' });
    await page.goBack();
    await panel('Regions').waitFor();
    await page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('link', { name: 'Health' })
      .press('Enter');
    await page.waitForFunction('document.activeElement?.id === "health"');
  });

  it.each(['light', 'dark'] as const)(
    'fits a narrow phone, %s, with controls that a finger hits',
    async (colorScheme) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await panel('What the cache is worth').getByText('Time saved').first().waitFor();
      await check(`phone-${colorScheme}`);
      await page.getByRole('link', { name: 'Actions' }).click();
      await panel('Audit').getByRole('button', { name: 'Older' }).waitFor();
      await check(`phone-actions-${colorScheme}`);
      const heights = `[...document.querySelectorAll('button, input, select, nav a')].filter((each) => each.offsetParent)
      .map((each) => each.getBoundingClientRect().height)`;
      expect(Math.min(...(await page.evaluate<number[]>(heights)))).toBeGreaterThanOrEqual(44);
      await page.setViewportSize(AT_A_GLANCE);
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    },
  );

  it('is revalidated by browsers, and what it lacks is not found', async () => {
    const document = await app.get<string>('/admin');
    expect(document.headers.get('cache-control')).toBe('no-cache');
    const [, script = ''] = /src="([^"]+\/assets\/[^"]+\.js)"/.exec(document.body) ?? [];
    expect((await app.get(script)).headers.get('cache-control')).toContain('immutable');
    const missing = await app.get<{ code: string }>('/pages/assets/missing.js');
    expect([missing.status, missing.body.code]).toEqual([404, 'not-found']);
    expect((await app.get('/pages/..%2f..%2fpackage.json')).status).toBe(404);
  });
});
