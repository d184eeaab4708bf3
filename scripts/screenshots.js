/**
 * `npm run screenshots`: the pictures of the README, of the demo shop with twelve minutes of traffic (PICTURE_MINUTES: with another time).
 * Starts a server of its own in a temporary folder, on a free port, and needs Chromium or Google Chrome, and `redis-server`, on the PATH.
 * `npm run screenshots` builds the project first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/images');
const PASSWORD = 'a password for pictures only';
const ADMIN = 'admin@bookedbarber.local';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const STORES = ['redis-server', 'valkey-server'];
/** How far ahead visitors search. */
const DAYS = 14;
const VISITORS = 6;
const PAUSE_MS = 200;
const ROUNDS_A_BOOKING = 10;
/** From one time with many visitors to the next. */
const WAVE_MS = 240_000;
/** The dashboard's curves have a point a minute. */
const SAMPLED_MS = Number(process.env.PICTURE_MINUTES ?? 12) * 60_000;
/** How long it waits for a moment in which nothing is wrong. */
const PATIENCE_MS = 300_000;
const pictures = new AbortController();

const folder = await mkdtemp(join(tmpdir(), 'bookedbarber-pictures-'));
const redisPort = await freePort();
const redis = spawn(installed(STORES), ['--port', String(redisPort), '--save', '', '--appendonly', 'no'], {
  cwd: folder,
  stdio: 'ignore',
});
const server = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    PORT: '0',
    ADMIN_PASSWORD: PASSWORD,
    RATE_LIMIT_PER_MINUTE: '0',
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => server.once('close', resolve));
try {
  const origin = await listening();
  await mkdir(PICTURES, { recursive: true });
  const busy = traffic(origin);
  const browser = await chromium.launch({ executablePath: installed(BROWSERS), args: ['--no-sandbox'] });
  await takePictures(browser, origin);
  await browser.close();
  pictures.abort();
  await busy;
} finally {
  server.kill('SIGINT');
  await ended;
  redis.kill();
  await rm(folder, { recursive: true, force: true });
}

async function listening() {
  let output = '';
  server.stdout.setEncoding('utf8');
  for await (const text of server.stdout) {
    output += text;
    const [, origin] = /Desk +(\S+)\/desk/.exec(output) ?? [];
    if (origin === undefined) continue;
    server.stdout.resume();
    return origin;
  }
  throw new Error(`The server ended: ${output}`);
}

/** Visitors who open the days to come, at both locations, more and fewer in turn; now and then one of them books, and cancels again. */
async function traffic(origin) {
  const call = async (path, body, token) => {
    const response = await fetch(`${origin}/api/v1/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
    });
    return response.json();
  };
  const { items: services } = await call('services');
  const { items: locations } = await call('locations');
  const visitor = { email: 'visitor@example.com', password: 'a visitor of the pictures' };
  await call('auth/register', { ...visitor, name: 'Val Visitor' });
  const { accessToken } = await call('auth/login', visitor);
  for (let round = 0; !pictures.signal.aborted; round++) {
    const wave = 1 + Math.sin((Date.now() / WAVE_MS) * 2 * Math.PI) / 2;
    await Promise.all(
      Array.from({ length: Math.round(VISITORS * wave) }, async (_, each) => {
        // Most open the days that come first.
        const date = dateAhead(Math.floor(DAYS * Math.random() ** 2));
        const { id } = services[(round + each) % services.length];
        const { id: locationId } = locations[each % locations.length];
        return call(`bookings/available-slots?date=${date}&serviceId=${id}&locationId=${locationId}`);
      }),
    );
    if (round % ROUNDS_A_BOOKING === 0) {
      const [{ id: serviceId }] = services;
      const { id: locationId } = locations[round % locations.length];
      const query = `date=${dateAhead(1 + (round % DAYS))}&serviceId=${serviceId}&locationId=${locationId}`;
      const { next } = await call(`bookings/next-available?${query}`);
      const wish = next && { startsAt: next.startsAt, barberId: next.barberId, serviceId };
      const booked = wish && (await call('bookings', wish, accessToken));
      if (booked?.id) await call(`bookings/${booked.id}/cancel`, {}, accessToken);
    }
    await setTimeout(PAUSE_MS);
  }
}

function dateAhead(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function takePictures(browser, origin) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'America/New_York',
  });
  const save = (name) => page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
  await page.goto(`${origin}/book`);
  await page.locator('.slots li button').first().waitFor();
  await page.getByRole('button', { name: 'Next month' }).click();
  await page.locator('.month .many').first().click();
  await page.locator('.slots li button').nth(1).click();
  await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await save('book');
  await page.goto(`${origin}/admin`);
  await signIn(page);
  await page.getByRole('region', { name: 'State' }).waitFor();
  await setTimeout(SAMPLED_MS);
  // A machine that does something else besides is slow now and then.
  const well = page.locator('.state.healthy');
  await well.waitFor({ timeout: PATIENCE_MS }).catch(() => undefined);
  await save('admin');
  await page.goto(`${origin}/desk`);
  await page.locator('.column').first().waitFor();
  await atWork(page);
  await save('desk');
}

/** Shows the location of the demo shop that has more to come today. */
async function atWork(page) {
  const shop = page.getByRole('combobox', { name: 'Shop' });
  const ahead = new Map();
  for (const option of await shop.locator('option').all()) {
    const name = await option.textContent();
    await shop.selectOption({ label: name });
    await page.locator('.block').first().waitFor();
    ahead.set(name, await page.locator('.block.confirmed').count());
  }
  const [[most]] = [...ahead].toSorted(([, one], [, other]) => other - one);
  await shop.selectOption({ label: most });
  await page.locator('.block.confirmed').first().waitFor();
}

async function signIn(page) {
  await page.getByLabel('E-mail').fill(ADMIN);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

function installed(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((each) => join(each, name))).find(isExecutable);
  if (found === undefined) throw new Error(`None is on the PATH: ${names.join(', ')}.`);
  return found;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
