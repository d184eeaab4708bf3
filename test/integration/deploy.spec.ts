import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { Env } from '../../src/config/env.js';
import { DRAIN_MS } from '../../src/start.js';
import { SECOND_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { listRoutes } from '../support/routes.js';

const run = promisify(execFile);
const VARIABLES = new Set(Object.keys(new Env()));
const HEALTH = /\/health\/\w+/;

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

let app: TestApp;
/** Paths that answer GET. */
let paths: Set<string>;
let dockerfile: string;
const drainSeconds = DRAIN_MS / SECOND_MS;

beforeAll(async () => {
  app = await startApp();
  const routes = await listRoutes(app.database.url);
  paths = new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
  dockerfile = await readFile('Dockerfile', 'utf8');
});
afterAll(() => app?.close());

/** Whether a health check's program takes the running application for healthy. */
const asks = async (program: string) => {
  const PORT = new URL(app.origin).port;
  await run(process.execPath, ['-e', program.replace('8000', PORT)], { env: { PORT } });
};

describe('deploy/kubernetes.yaml', () => {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let documents: any[];
  let text: string;
  const of = (kind: string) => documents.find((document) => document.kind === kind);
  const pod = () => of('Deployment').spec.template;
  const container = () => pod().spec.containers[0];
  const probes = (): Record<string, Probe> => {
    const { startupProbe, livenessProbe, readinessProbe } = container();
    return { startupProbe, livenessProbe, readinessProbe };
  };

  beforeAll(async () => {
    text = await readFile('deploy/kubernetes.yaml', 'utf8');
    const parsed = parseAllDocuments(text);
    if (!Array.isArray(parsed)) throw new Error('The file is empty.');
    expect(parsed.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    documents = parsed.map((document) => document.toJS());
  });

  it('names only variables that the server knows', () => {
    const set = container().env.map(({ name }: { name: string }) => name);
    const [said = ''] = /The Secret[^]*?apiVersion/.exec(text) ?? [];
    const secret = said.match(/\b[A-Z]{2,}_[A-Z_]+\b/g) ?? [];
    expect(secret).toContain('DATABASE_URL');
    expect([...set, ...secret].filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('probes paths and ports that the server has', () => {
    const [port] = container().ports;
    for (const { httpGet } of Object.values(probes())) {
      expect(paths).toContain(httpGet.path);
      expect(httpGet.port).toBe(port.name);
    }
    expect(of('Service').spec.ports[0].targetPort).toBe(port.name);
    const { annotations } = pod().metadata;
    expect(paths).toContain(annotations['prometheus.io/path']);
    expect(annotations['prometheus.io/port']).toBe(String(port.containerPort));
    expect(dockerfile).toContain(`EXPOSE ${port.containerPort}\n`);
    expect(dockerfile).toMatch(new RegExp(`^ENV .*\\bPORT=${port.containerPort}\\b`, 'm'));
  });

  it('gives every probe time, and takes no instance out for one lost packet', () => {
    for (const { timeoutSeconds, failureThreshold } of Object.values(probes())) {
      expect(timeoutSeconds).toBeGreaterThan(1);
      expect(failureThreshold).toBeGreaterThan(1);
    }
    const { periodSeconds, failureThreshold } = probes()['readinessProbe'] as Probe;
    expect(periodSeconds * failureThreshold).toBeLessThan(5);
  });

  it('waits longer for the end than the server takes', () => {
    expect(pod().spec.terminationGracePeriodSeconds).toBeGreaterThan(drainSeconds);
    expect(text).toContain(`${drainSeconds} s after the signal`);
  });

  it('runs as the user of the image, by number, with nothing it does not need', () => {
    const { runAsUser, runAsNonRoot, seccompProfile } = pod().spec.securityContext;
    expect(dockerfile).toContain(`\nUSER ${runAsUser}\n`);
    expect([runAsUser > 0, runAsNonRoot, seccompProfile.type]).toEqual([true, true, 'RuntimeDefault']);
    expect(pod().spec.automountServiceAccountToken).toBe(false);
    expect(container().securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const { requests, limits } = container().resources;
    expect([requests.cpu, requests.memory, limits.memory].every(Boolean)).toBe(true);
  });

  it('runs the version of this checkout', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(container().image).toBe(`bookedbarber:${version}`);
  });

  it('selects the same pods in the service, the deployment and the disruption budget', () => {
    const { labels } = pod().metadata;
    const { matchLabels } = of('Deployment').spec.selector;
    const [spread] = pod().spec.topologySpreadConstraints;
    expect([
      matchLabels,
      of('PodDisruptionBudget').spec.selector.matchLabels,
      of('Service').spec.selector,
      spread.labelSelector.matchLabels,
    ]).toEqual([labels, labels, labels, labels]);
  });
});

describe('docker-compose.yml', () => {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let services: Record<string, any>;
  beforeAll(async () => {
    ({ services } = parse(await readFile('docker-compose.yml', 'utf8')));
  });

  it('names only variables that the server knows', () => {
    const names = Object.keys(services['app'].environment);
    expect(names.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('watches and restarts every service', () => {
    for (const { healthcheck, restart } of Object.values(services)) {
      expect([healthcheck.test[0], restart]).toEqual(['CMD', 'unless-stopped']);
    }
  });

  it('probes a path that the server answers', async () => {
    const program: string = services['app'].healthcheck.test.at(-1);
    expect(paths).toContain(HEALTH.exec(program)?.[0]);
    await asks(program);
    await expect(asks(program.replace(HEALTH, '/health/missing'))).rejects.toMatchObject({ code: 1 });
  });

  it('waits longer for the end than the server takes', () => {
    expect(Number.parseInt(services['app'].stop_grace_period, 10)).toBeGreaterThan(drainSeconds);
  });

  it('signs in to Redis as the ACL file has it', async () => {
    const { REDIS_USERNAME: user, REDIS_PASSWORD: password } = services['app'].environment;
    expect(await readFile('deploy/redis/users.acl', 'utf8')).toContain(`\nuser ${user} on >${password} `);
    expect(services['redis'].healthcheck.test).toEqual(expect.arrayContaining([user, password]));
    expect(services['redis'].volumes).toEqual(['./deploy/redis:/etc/redis:ro']);
    expect(await readFile('deploy/redis/redis.conf', 'utf8')).toContain('\naclfile /etc/redis/users.acl\n');
  });
});

describe('Dockerfile', () => {
  it('names only variables that the server knows', () => {
    const [, pairs = ''] = /^ENV (.*)$/m.exec(dockerfile) ?? [];
    const names = pairs.split(' ').map((pair) => pair.split('=')[0] ?? '');
    expect(names.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('is healthy while the server answers', async () => {
    const [, words = '[]'] = /^HEALTHCHECK [^]*?CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const program: string = JSON.parse(words).at(-1);
    expect(paths).toContain(HEALTH.exec(program)?.[0]);
    await asks(program);
    await expect(asks(program.replace(HEALTH, '/health/missing'))).rejects.toMatchObject({ code: 1 });
  });
});

describe('deploy/prometheus/alerts.yaml', () => {
  it('has rules that say what is wrong, and whom to wake', async () => {
    const { groups } = parse(await readFile('deploy/prometheus/alerts.yaml', 'utf8'));
    const rules = groups.flatMap((group: { rules: object[] }) => group.rules);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^[A-Z]\w+$/),
        expr: expect.any(String),
        labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
        annotations: { summary: expect.any(String) },
      });
    }
    expect(new Set(rules.map(({ alert }: { alert: string }) => alert)).size).toBe(rules.length);
  });
});

describe('deploy/grafana/dashboard.json', () => {
  it('has one unit a panel, and panels that do not overlap', async () => {
    const { panels } = JSON.parse(await readFile('deploy/grafana/dashboard.json', 'utf8'));
    for (const { fieldConfig, targets } of panels) {
      const metrics: string[] = targets.map(({ expr }: { expr: string }) => expr);
      const kinds = metrics.map((expr) => /_(bytes|seconds)(?!_count)/.exec(expr)?.[1]);
      expect([fieldConfig.defaults.unit, new Set(kinds).size]).toEqual([expect.any(String), 1]);
    }
    const places = panels.map(({ gridPos: { x, y } }: { gridPos: { x: number; y: number } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(panels.length);
  });
});
