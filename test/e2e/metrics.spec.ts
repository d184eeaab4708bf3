import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

/** Those that Node, the process and prom-client have everywhere. */
const COMMON = /^(process|nodejs)_/;
const CONTRACT = [
  'cache_requests_total',
  'cache_load_duration_seconds',
  'cache_redis_duration_seconds',
  'cache_invalidation_lag_seconds',
  'cache_outbox_pending',
  'cache_outbox_oldest_seconds',
  'cache_suspended',
  'cache_ownership_denied',
  'cache_inconsistencies_total',
  'cache_derived_total',
  'cache_uncacheable_total',
  'http_request_duration_seconds',
  'http_open_streams',
];

describe('/metrics', () => {
  let app: TestApp;
  let page: string;

  beforeAll(async () => {
    app = await startApp();
    await app.get('locations');
    await app.get('users/me');
    await app.get('/api/v2/users/me');
    await app.get('no/such/route/4242424242');
    const answer = await app.get<string>('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    page = answer.body;
  });
  afterAll(() => app.close());

  /** The names that have a TYPE line, with those that a histogram adds. */
  const exported = () => {
    const types = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    return new Set(
      types.flatMap(([, name = '', type]) =>
        type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
  };

  it('has the names that dashboards and alerts rely on', () => {
    expect([...exported()]).toEqual(expect.arrayContaining(CONTRACT));
  });

  it('has what docs/operations.md lists, with the same labels, and nothing else', async () => {
    const [, chapter = ''] = (await readFile('docs/operations.md', 'utf8')).split('\n## Metrics\n');
    const listed = [...chapter.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]*?) *\|/gm)].map(
      ([, name, type, labels = '']) => [name, type, labels.replaceAll(/[`,]/g, '')].join(' | '),
    );
    const own = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].filter(([, name = '']) => !COMMON.test(name));
    const present = own.map(([, name, type]) => {
      const [, labels = ''] = new RegExp(`^${name}(?:_count)?\\{(.*)\\} `, 'm').exec(page) ?? [];
      return [name, type, [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).join(' ')].join(' | ');
    });
    expect(new Set(listed)).toEqual(new Set(present));
  });

  it('has at most a dozen buckets a histogram, of which the last has all', () => {
    const buckets = page.matchAll(/^((?:cache|http)_\w+)_bucket\{(?:(.*),)?le="([^"]+)".*\} (\d+)$/gm);
    const series = new Map<string, { le: string; value: number }[]>();
    for (const [, name = '', labels = '', le = '', value] of buckets) {
      const key = `${name}_count${labels && `{${labels}}`}`;
      series.set(key, [...(series.get(key) ?? []), { le, value: Number(value) }]);
    }
    expect(series.size).toBeGreaterThan(7);
    for (const [key, found] of series) {
      expect(found.length).toBeGreaterThan(9);
      expect(found.length).toBeLessThan(13);
      expect(found.map(({ value }) => value)).toEqual(
        found.map(({ value }) => value).toSorted((a, b) => a - b),
      );
      expect(found.at(-1)?.le).toBe('+Inf');
      expect(page).toContain(`\n${key} ${found.at(-1)?.value}\n`);
    }
  });

  it('labels requests by route and status, and never by version or what was in the URL', () => {
    expect(page).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/users\/me",status="401"\} 2/,
    );
    expect(page).not.toContain('/api/v2');
    expect(page).not.toContain('4242424242');
  });

  it.each(['deploy/grafana/dashboard.json', 'deploy/prometheus/alerts.yaml'])(
    'exports every metric that %s uses',
    async (file) => {
      const text = await readFile(file, 'utf8');
      const used = new Set(text.match(/\b(?:cache|http|process|nodejs)_[a-z0-9_]+/g));
      expect(used.size).toBeGreaterThan(4);
      expect([...used].filter((name) => !exported().has(name))).toEqual([]);
    },
  );
});
