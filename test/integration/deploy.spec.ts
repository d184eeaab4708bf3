import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { isIncidental } from '../../src/admin/monitoring/incidental-regions.js';
import { Env } from '../../src/config/env.js';
import { DRAIN_MS } from '../../src/start.js';
import { SECOND_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { schemaFaults } from '../support/kubernetes.js';
import { promtool } from '../support/promtool.js';
import { freePort } from '../support/free-port.js';
import { listRoutes } from '../support/routes.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const VARIABLES = new Set(Object.keys(new Env()));
const TWINS = ['production-app-1', 'production-app-2'] as const;
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

const BASE = 'deploy/kubernetes/base';

describe('deploy/kubernetes', () => {
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
  const read = async (file: string) => {
    text = await readFile(`${BASE}/${file}`, 'utf8');
    const parsed = parseAllDocuments(text, { merge: true });
    if (!Array.isArray(parsed)) throw new Error(`${file} is empty.`);
    expect(parsed.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    return parsed.map((document) => document.toJS());
  };

  beforeAll(async () => {
    const [{ resources }] = (await read('kustomization.yaml')) as [{ resources: string[] }];
    const files = (await readdir(BASE)).filter((file) => file !== 'kustomization.yaml');
    // All but the example: applied by mistake, it would replace the real Secret.
    expect(resources.toSorted()).toEqual(files.filter((file) => file !== 'secret.example.yaml').toSorted());
    documents = (await Promise.all([...resources, 'secret.example.yaml'].map(read))).flat();
    text = await readFile(`${BASE}/deployment.yaml`, 'utf8');
  });

  it('has all that a service in production needs, by the schemas of Kubernetes and of the Prometheus Operator', () => {
    expect(documents.map(({ kind }) => String(kind)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'Job',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Secret',
      'Service',
      'ServiceMonitor',
    ]);
    expect(schemaFaults(documents)).toEqual([]);
    const misspelt = structuredClone([of('Deployment'), of('ServiceMonitor')]);
    misspelt[0].spec.template.spec.containers[0].imagePullPolice = 'Always';
    misspelt[1].spec.endpoints[0].interval = 'often';
    expect(schemaFaults(misspelt).join('\n')).toMatch(/interval must match[^]*imagePullPolice/);
  }, 60_000);

  it('holds no value that works in its Secret, and names all that the server needs', () => {
    const { stringData } = of('Secret');
    expect(Object.keys(stringData)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'REDIS_PASSWORD', 'JWT_SECRET']),
    );
    expect(Object.keys(stringData).filter((name) => !VARIABLES.has(name))).toEqual([]);
    for (const [name, value] of Object.entries(stringData))
      expect([name, value]).toEqual([name, name === 'REDIS_USERNAME' ? 'bookedbarber' : '']);
  });

  it('has the alerts of deploy/prometheus/alerts.yaml for the operator', async () => {
    const { groups } = parse(await readFile('deploy/prometheus/alerts.yaml', 'utf8'));
    expect(of('PrometheusRule').spec.groups).toEqual(groups);
    // The alerts name the job, which the operator takes from the service.
    expect([of('Service').metadata.name, of('ServiceMonitor').spec.jobLabel]).toEqual([
      'bookedbarber',
      undefined,
    ]);
  });

  it('has alerts that ask from outside only for what the ingress lets in', () => {
    const alerts = JSON.stringify(of('PrometheusRule'));
    const asked = [...alerts.matchAll(/Ask (?:GET )?(\S+) from outside/g)].map(([, path = '']) => path);
    const entries: { path: string }[] = of('Ingress').spec.rules[0].http.paths;
    const isPublic = (url: string) => entries.some(({ path }) => url.startsWith(`${path}/`));
    expect(asked.map((path) => [path, isPublic(path)])).toEqual([['/api/v1/locations', true]]);
  });

  it('migrates with the image and the settings of the server', () => {
    const [job] = of('Job').spec.template.spec.containers;
    const { image, envFrom, securityContext } = container();
    expect(job).toMatchObject({
      image,
      envFrom,
      securityContext,
      command: ['node', 'dist/database/migrate.main.js'],
    });
    expect(of('Job').metadata.name.endsWith(image.split(':')[1])).toBe(true);
  });

  it('lets in what is public by the ingress, and only requests to the server’s port', async () => {
    const [{ http }] = of('Ingress').spec.rules;
    const open: { path: string; pathType: string }[] = http.paths;
    const [script = ''] = /\/pages\/[^"]+\.js/.exec((await app.get('/book')).body) ?? [];
    for (const { path, pathType } of open) {
      const isPrefix = pathType === 'Prefix' && [...paths, script].some((each) => each.startsWith(path));
      // The root leads to a page of its own or is free; it is no route of the API.
      const served = isPrefix || path === '/' || (await app.get(path)).status < 400;
      expect([path, served]).toEqual([path, true]);
    }
    const isOpen = (path: string) =>
      open.some((each) => each.pathType === 'Prefix' && path.startsWith(each.path));
    expect(['/metrics', '/health/ready'].filter(isOpen)).toEqual([]);
    expect(['/book', '/account', '/desk', '/admin', script].filter((path) => !isOpen(path))).toEqual([]);
    const [rule] = of('NetworkPolicy').spec.ingress;
    expect(rule.ports.map(({ port }: { port: number }) => port)).toEqual([
      container().ports[0].containerPort,
    ]);
  });

  it('scales the deployment, and never below two', () => {
    const { scaleTargetRef, minReplicas, maxReplicas } = of('HorizontalPodAutoscaler').spec;
    expect(scaleTargetRef).toMatchObject({ kind: 'Deployment', name: of('Deployment').metadata.name });
    expect([minReplicas >= 2, maxReplicas > minReplicas]).toEqual([true, true]);
    expect(of('Deployment').spec.replicas).toBeUndefined();
    // What PostgreSQL allows by default, without those that it keeps for superusers.
    const { maxSurge } = of('Deployment').spec.strategy.rollingUpdate;
    expect((maxReplicas + maxSurge) * (new Env().DATABASE_POOL_SIZE + 6)).toBeLessThan(97);
  });

  it('names only variables that the server knows', () => {
    const set: string[] = container().env.map(({ name }: { name: string }) => name);
    expect(set.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('probes paths and ports that the server has', () => {
    const [port] = container().ports;
    for (const { httpGet } of Object.values(probes())) {
      expect(paths).toContain(httpGet.path);
      expect(httpGet.port).toBe(port.name);
    }
    expect(of('Service').spec.ports[0].targetPort).toBe(port.name);
    const [endpoint] = of('ServiceMonitor').spec.endpoints;
    expect(paths).toContain(endpoint.path);
    expect(endpoint.port).toBe(of('Service').spec.ports[0].name);
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
    expect(of('Service').metadata.labels).toEqual(of('ServiceMonitor').spec.selector.matchLabels);
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
    ({ services } = parse(await readFile('docker-compose.yml', 'utf8'), { merge: true }));
  });

  it('names only variables that the server knows', () => {
    const names = ['app', ...TWINS].flatMap((name) => Object.keys(services[name].environment));
    expect(names.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('passes on what .env has for mail', () => {
    const { MAIL_URL, PUBLIC_URL } = services['production-app-1'].environment;
    expect([MAIL_URL, PUBLIC_URL]).toEqual([`\${MAIL_URL:-}`, `\${PUBLIC_URL:-}`]);
  });

  it('watches and restarts every service', () => {
    const { 'production-migrate': migration, ...lasting } = services;
    for (const { healthcheck, restart } of Object.values(lasting)) {
      expect([healthcheck.test[0], restart]).toEqual(['CMD', 'unless-stopped']);
    }
    expect([migration.restart, migration.command]).toEqual(['no', ['node', 'dist/database/migrate.main.js']]);
    for (const { image, healthcheck } of Object.values(services)) {
      if (image?.startsWith('postgres'))
        expect(healthcheck.test.slice(0, 3)).toEqual(['CMD', 'pg_isready', '-h']);
    }
  });

  it('has a profile for production: two instances behind a proxy, and no password in the file', async () => {
    for (const [name, { profiles }] of Object.entries(services)) {
      expect([name, profiles]).toEqual([name, name.startsWith('production-') ? ['production'] : undefined]);
    }
    const published = Object.entries(services).filter(
      ([name, { ports }]) => name.startsWith('production-') && ports,
    );
    expect(published.map(([name]) => name)).toEqual(['production-proxy']);
    const proxy = await readFile('deploy/compose/Caddyfile', 'utf8');
    expect(proxy).toContain(`reverse_proxy ${TWINS.map((name) => `${name}:8000`).join(' ')} {`);
    expect(paths).toContain(/health_uri (\S+)/.exec(proxy)?.[1]);
    const secrets = [
      'POSTGRES_PASSWORD',
      'REDIS_PASSWORD',
      'REDIS_OPERATOR_PASSWORD',
      'JWT_SECRET',
      'ADMIN_PASSWORD',
    ];
    for (const name of Object.keys(services).filter((each) => each.startsWith('production-'))) {
      for (const secret of secrets) {
        const value = services[name].environment?.[secret];
        if (value !== undefined) expect([name, value]).toEqual([name, `\${${secret}:-}`]);
      }
    }
  });

  it('starts Redis with the rights of users.acl and a password of one’s own', async () => {
    const data = await mkdtemp(join(tmpdir(), 'bookedbarber-redis-'));
    const port = await freePort();
    const environment = { PATH: process.env['PATH'], REDIS_DATA: data };
    const words = ['deploy/redis/start.sh', '--port', String(port)];
    await expect(run('sh', words, { env: environment })).rejects.toThrow('REDIS_PASSWORD');
    const redis = spawn('sh', words, {
      env: { ...environment, REDIS_PASSWORD: 'of its own', REDIS_OPERATOR_PASSWORD: 'of theirs' },
      stdio: 'ignore',
    });
    const ended = once(redis, 'exit');
    try {
      const asked = async (password: string, user = 'bookedbarber') =>
        run('redis-cli', ['-p', String(port), '-e', '--no-auth-warning', '--user', user, 'ping'], {
          env: { ...environment, REDISCLI_AUTH: password },
        });
      await until(async () => (await asked('of its own').catch(() => null))?.stdout.trim() === 'PONG');
      await expect(asked('change-me')).rejects.toMatchObject({ code: 1 });
      expect((await asked('of theirs', 'operator')).stdout.trim()).toBe('PONG');
      await expect(asked('of its own', 'operator')).rejects.toMatchObject({ code: 1 });
      const started = await readFile(join(data, 'users.acl'), 'utf8');
      expect(started.replaceAll(/#[\da-f]{64} /g, '')).toBe(await readFile('deploy/redis/users.acl', 'utf8'));
    } finally {
      redis.kill();
      await ended;
      await rm(data, { recursive: true });
    }
  });

  it('probes a path that the server answers', async () => {
    const program: string = services['app'].healthcheck.test.at(-1);
    expect(paths).toContain(HEALTH.exec(program)?.[0]);
    await asks(program);
    await expect(asks(program.replace(HEALTH, '/health/missing'))).rejects.toMatchObject({ code: 1 });
  });

  it('waits longer for the end than the server takes', () => {
    for (const name of ['app', ...TWINS]) {
      expect(Number.parseInt(services[name].stop_grace_period, 10)).toBeGreaterThan(drainSeconds);
    }
  });

  it('signs in to Redis as the ACL file has it', async () => {
    const { REDIS_USERNAME: user, REDIS_PASSWORD: password } = services['app'].environment;
    const acl = await readFile('deploy/redis/users.acl', 'utf8');
    expect(acl).toContain(`\nuser ${user} on `);
    // No password, and no hash of one.
    expect(acl).not.toMatch(/ [>#]|nopass/);
    expect(services['redis'].environment).toEqual({ REDIS_PASSWORD: password });
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
        annotations: { summary: expect.any(String), description: expect.any(String) },
      });
    }
    expect(new Set(rules.map(({ alert }: { alert: string }) => alert)).size).toBe(rules.length);
    expect(await promtool(['check', 'rules', 'deploy/prometheus/alerts.yaml'])).toBe('');
  });

  it('has alerts of which each fires when it should, and not before', async () => {
    const { groups } = parse(await readFile('deploy/prometheus/alerts.yaml', 'utf8'));
    const cases = await readFile('deploy/prometheus/alerts.test.yaml', 'utf8');
    for (const { alert } of groups.flatMap((group: { rules: object[] }) => group.rules))
      expect(cases).toContain(`'{alertname="${alert}"}', value: 1`);
    expect(await promtool(['test', 'rules', 'deploy/prometheus/alerts.test.yaml'])).toBe('');
    const regions = [...JSON.stringify(groups).matchAll(/region!=\\"(\w+)\\"/g)].map(
      ([, region = '']) => region,
    );
    expect([regions.length, regions.every(isIncidental)]).toEqual([3, true]);
  });

  it('leads from each alert to what to do, by a heading of its own', async () => {
    const { groups } = parse(await readFile('deploy/prometheus/alerts.yaml', 'utf8'));
    const page = await readFile('docs/operations.md', 'utf8');
    const headings = [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const alerts: { alert: string; annotations: { runbook_url: string } }[] = groups.flatMap(
      (group: { rules: object[] }) => group.rules,
    );
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook_url).toMatch(
        new RegExp(`^https://[^#]+/operations\\.md#${alert.toLowerCase()}$`),
      );
    }
    expect(headings).toEqual(expect.arrayContaining(alerts.map(({ alert }) => alert)));
  });
});

describe('/metrics', () => {
  it('has names and types that promtool accepts', async () => {
    const { body } = await app.get<string>('/metrics');
    expect(await promtool(['check', 'metrics'], body)).toBe('');
    expect(await promtool(['check', 'metrics'], '# TYPE wrong_total gauge\nwrong_total 1\n')).toContain(
      '_total',
    );
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
