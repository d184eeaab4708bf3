import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The rules of WCAG 2.2, levels A and AA, and what axe calls best practices. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

interface OpenPage {
  readonly page: Page;
  /** What the browser complains of, and where else the page went. */
  readonly complaints: string[];
}

/** A page in a context of its own; close the context after the test. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The browser itself reports every answer that is an error.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (!isAnswer && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('blob:'))
      complaints.push(request.url());
  });
  return { page, complaints };
}

const SHOTS = '.screenshots';

/** Checks a state of a page: it fits its width, axe finds nothing, and its picture is kept in `.screenshots`. */
export async function expectSound(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, animations: 'disabled' });
  const width = page.viewportSize()?.width ?? 0;
  const found = await violationsOf(page);
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (wide > width) found.push(`The page is ${wide} pixels wide in a window of ${width}.`);
  const cut = await page.evaluate<number>(
    '[...document.querySelectorAll("dialog, .done p")].filter((each) => each.scrollWidth > each.clientWidth).length',
  );
  if (cut > 0) found.push('What is in a dialog, or said, is wider than it.');
  if (found.length > 0) throw new Error(`${name}:\n${found.join('\n')}`);
}

/** What axe finds wrong with the page as it is now, a line each; colours that are changing are first let arrive. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${await axe()}; 0`);
  const run = `Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished))
    .then(() => axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'], preload: false }))
    .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + help + ' ' + target + ' ' + failureSummary)))`;
  return page.evaluate<string[]>(run);
}

async function axe(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}
