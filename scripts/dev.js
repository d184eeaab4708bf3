/**
 * `npm run dev`: the server and the pages from their sources, on one origin. Vite listens on HOST and PORT, serves
 * `/admin`, `/book` and `/desk` from `pages/` and updates them in the browser; everything else goes to the server, which is compiled and
 * restarted when a file in `src/` changes. `--inspect[=HOST:PORT]` is passed on to the server.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import pretty from 'pino-pretty';
import { createServer } from 'vite';

/** Editors write a file in several steps, and a branch switch changes many files. */
const DEBOUNCE_MS = 100;
/** The server gives open requests 10 s. */
const KILL_AFTER_MS = 12_000;
/** Vite serves a page's folder under its base. */
const PAGE = /^\/(admin|book|desk)\/?(?=\?|$)/;

const root = dirname(import.meta.dirname);
const source = join(root, 'src');
process.chdir(root);
if (existsSync('.env')) process.loadEnvFile('.env');
const inspect = process.argv.filter((argument) => argument.startsWith('--inspect'));

const internalPort = await freePort();
const internalOrigin = `http://127.0.0.1:${internalPort}`;
const log = pretty({ ignore: 'pid,hostname', colorize: process.stdout.isTTY, sync: true });
let server;
/** Whether the server listens; pending while it starts or restarts. */
let listening = Promise.resolve(false);
let isStopping = false;

const vite = await createServer({
  root: 'pages',
  clearScreen: false,
  server: {
    host: process.env.HOST ?? '127.0.0.1',
    port: Number(process.env.PORT ?? 8000),
    strictPort: true,
    // The installed packages may be a link to a folder elsewhere.
    fs: { allow: [root, realpathSync('node_modules')] },
    proxy: { '^/(?!pages/)': internalOrigin },
  },
  plugins: [{ name: 'await-server', configureServer: (front) => void front.middlewares.use(awaitServer) }],
});
await vite.listen();
const { port } = vite.httpServer.address();
const publicOrigin = `http://${process.env.HOST ?? '127.0.0.1'}:${port}`;

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
// The server is in a process group of its own: Ctrl-C reaches this process alone, which then stops the server.
process.on('exit', () => server?.process.kill('SIGKILL'));

listening = compile('--delete-dir-on-start').then((isCompiled) => isCompiled && start());
watch();

/** Starts the compiled server. Resolves to true once it listens, to false if it ends before. */
async function start() {
  const child = spawn(process.execPath, ['--enable-source-maps', ...inspect, 'dist/main.js'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(internalPort) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const isListening = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (text.includes(internalOrigin)) resolve(true);
      log.write(text.replaceAll(internalOrigin, publicOrigin));
    });
    void ended.then(() => resolve(false));
  });
  child.stderr.pipe(process.stderr, { end: false });
  const started = { process: child, ended };
  server = started;
  child.once('close', (code) => {
    if (server !== started) return;
    server = undefined;
    listening = Promise.resolve(false);
    if (!isStopping) say(`The server ended (${code}). It starts again at the next change in src/.`);
  });
  return isListening;
}

async function stopServer() {
  const stopping = server;
  server = undefined;
  if (stopping === undefined) return;
  const timer = setTimeout(() => stopping.process.kill('SIGKILL'), KILL_AFTER_MS);
  // SIGINT, because SIGTERM first keeps the server up for load balancers to notice.
  stopping.process.kill('SIGINT');
  await stopping.ended;
  clearTimeout(timer);
}

/** Compiles `src` to `dist`; resolves to whether it succeeded. The compiler prints what is wrong. */
async function compile(...options) {
  const compiler = spawn('npm', ['run', '--silent', 'build:server', '--', ...options], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return (await new Promise((resolve) => compiler.once('close', resolve))) === 0;
}

/** Restarts the server on changes in `src`; one restart at a time, and another one if files changed meanwhile. */
function watch() {
  let timer;
  let isBusy = false;
  let isChanged = false;
  const restart = async () => {
    isChanged = true;
    if (isBusy) return;
    isBusy = true;
    while (isChanged) {
      isChanged = false;
      if (!(await compile())) {
        say('Not compiled: the server keeps running as it was.');
        continue;
      }
      listening = stopServer().then(() => !isStopping && start());
      await listening;
    }
    isBusy = false;
  };
  vite.watcher.add(source);
  vite.watcher.on('all', (event, path) => {
    if (!path.startsWith(source) || !path.endsWith('.ts') || path.endsWith('.spec.ts')) return;
    if (event === 'unlink') void removeCompiled(path);
    say(`${relative(root, path)} changed: the server restarts.`);
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), DEBOUNCE_MS);
  });
}

async function removeCompiled(path) {
  const compiled = join(root, 'dist', relative(source, path).replace(/\.ts$/, '.js'));
  await Promise.all([rm(compiled, { force: true }), rm(`${compiled}.map`, { force: true })]);
}

/** Lets a request for the server wait while the server starts; answers 503 while there is none to wait for. */
function awaitServer(request, response, next) {
  request.url = request.url.replace(PAGE, '/pages/$1/');
  if (request.url.startsWith('/pages/')) return next();
  void answerWhenListening(response, next);
}

async function answerWhenListening(response, next) {
  if (await listening) return next();
  response.writeHead(503, { 'content-type': 'text/plain' });
  response.end('The server is not running; the terminal of `npm run dev` says why.\n');
}

async function stop() {
  if (isStopping) process.exit(1);
  isStopping = true;
  await stopServer();
  await vite.close();
  process.exit(0);
}

function say(text) {
  process.stdout.write(`[dev] ${text}\n`);
}

async function freePort() {
  const probe = createTcpServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return free;
}
