/**
 * `npm run screenshots`: the pictures of the README, of the demo shop with traffic. Starts a server of its own in a temporary folder, on
 * a free port, and needs Chromium or Google Chrome on the PATH. `npm run screenshots` builds the project first.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/images');
const PASSWORD = 'a password for pictures only';
const ADMIN = 'admin@bookedbarber.local';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const DAYS = 7;
const PAUSE_MS = 250;
/** How long the dashboard takes until it has seen a sample and some requests. */
const SAMPLED_MS = 125_000;
const pictures = new AbortController();

const folder = await mkdtemp(join(tmpdir(), 'bookedbarber-pictures-'));
const server = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    PORT: '0',
    ADMIN_PASSWORD: PASSWORD,
    RATE_LIMIT_PER_MINUTE: '0',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => server.once('close', resolve));
try {
  const origin = await listening();
  await mkdir(PICTURES, { recursive: true });
  const busy = traffic(origin);
  const browser = await chromium.launch({ executablePath: installedBrowser(), args: ['--no-sandbox'] });
  await takePictures(browser, origin);
  await browser.close();
  pictures.abort();
  await busy;
} finally {
  server.kill('SIGINT');
  await ended;
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

/** Visitors who look at the week to come, at both locations, until the pictures are taken. */
async function traffic(origin) {
  const read = async (path) => (await fetch(`${origin}/api/v1/${path}`)).json();
  const { items: services } = await read('services');
  const { items: locations } = await read('locations');
  for (let round = 0; !pictures.signal.aborted; round++) {
    const days = Array.from({ length: DAYS }, (_, day) =>
      new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10),
    );
    await Promise.all(
      days.map((date, day) => {
        const { id } = services[(round + day) % services.length];
        const { id: locationId } = locations[round % locations.length];
        return read(`bookings/available-slots?date=${date}&serviceId=${id}&locationId=${locationId}`);
      }),
    );
    await setTimeout(PAUSE_MS);
  }
}

async function takePictures(browser, origin) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
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
  await page.goto(`${origin}/desk`);
  await signIn(page);
  await page.locator('.column').first().waitFor();
  await page.getByRole('combobox', { name: 'Shop' }).selectOption({ label: locationAtWork() });
  await page.locator('.block').first().waitFor();
  await save('desk');
  await page.goto(`${origin}/admin`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await setTimeout(SAMPLED_MS);
  await save('admin');
}

/** The demo shop's location in whose day it is now, as far as there is one. */
function locationAtWork() {
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/Berlin' }).format(),
  );
  return hour >= 10 && hour < 19 ? 'Kreuzberg' : 'Brooklyn';
}

async function signIn(page) {
  await page.getByLabel('E-mail').fill(ADMIN);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

function installedBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = BROWSERS.flatMap((name) => folders.map((each) => join(each, name))).find(isExecutable);
  if (found === undefined) throw new Error(`No browser is on the PATH: ${BROWSERS.join(', ')}.`);
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
