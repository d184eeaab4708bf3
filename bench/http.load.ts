import { connect, type Socket } from 'node:net';

/** A request: a path, and headers if it needs them. */
export interface LoadRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadRun {
  readonly requests: number;
  /** Answers that were neither 200 nor 304. */
  readonly refused: number;
  /** Milliseconds from when a request was due to the end of its answer, ascending. */
  readonly latencies: readonly number[];
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** A kept-alive HTTP/1.1 connection that sends one request at a time and parses as little as possible. */
class Connection {
  private socket: Socket | undefined;
  private received: Buffer = Buffer.alloc(0);
  private done: ((status: number) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  constructor(private readonly port: number) {}

  async open(): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    this.socket = socket;
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('close', () => this.fail?.(new Error('The server closed a connection.')));
  }

  async ask(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.done = resolve;
      this.fail = reject;
      this.socket?.write(request);
    });
  }

  close(): void {
    this.fail = undefined;
    this.socket?.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end + HEAD_END.length + length) return;
    this.received = Buffer.alloc(0);
    this.done?.(Number(head.slice(9, 12)));
  }
}

function bytesOf({ path, headers = {} }: LoadRequest): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${fields.join('')}\r\n`);
}

/** Repeats each request on a connection of its own until the given number has been answered in all (closed loop). */
export async function closedLoop(
  port: number,
  questions: readonly LoadRequest[],
  requests: number,
): Promise<LoadRun> {
  const latencies: number[] = [];
  let left = requests;
  let refused = 0;
  await Promise.all(
    questions.map(async (question) => {
      const connection = new Connection(port);
      await connection.open();
      const bytes = bytesOf(question);
      while (left-- > 0) {
        const startedAt = performance.now();
        const status = await connection.ask(bytes);
        latencies.push(performance.now() - startedAt);
        if (status !== 200 && status !== 304) refused++;
      }
      connection.close();
    }),
  );
  return { requests, refused, latencies: latencies.toSorted((a, b) => a - b) };
}

/** Sends requests at a constant rate, whether or not earlier ones have been answered (open loop). */
export async function openLoop(
  port: number,
  questions: readonly LoadRequest[],
  { perSecond, seconds, connections = 64 }: { perSecond: number; seconds: number; connections?: number },
): Promise<LoadRun> {
  const latencies: number[] = [];
  const total = Math.round(perSecond * seconds);
  const bytes = questions.map(bytesOf);
  const startedAt = performance.now();
  let next = 0;
  let refused = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new Connection(port);
      await connection.open();
      for (;;) {
        const turn = next++;
        if (turn >= total) break;
        const dueAt = startedAt + (turn / perSecond) * 1000;
        const early = dueAt - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        const status = await connection.ask(bytes[turn % bytes.length] as Buffer);
        latencies.push(performance.now() - dueAt);
        if (status !== 200 && status !== 304) refused++;
      }
      connection.close();
    }),
  );
  return { requests: total, refused, latencies: latencies.toSorted((a, b) => a - b) };
}

/** The `q`-quantile of ascending values. */
export function quantile(ascending: readonly number[], q: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * q))] ?? Number.NaN;
}
