import { createConnection, createServer, type Server, type Socket } from 'node:net';

type Mode = 'pass' | 'cut' | 'frozen';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on the loopback address whose connections a test can slow down, stop or reset. */
export class TcpProxy {
  private mode: Mode = 'pass';
  private delayMs = 0;
  private answered: { readonly pattern: RegExp; readonly reply: string } | undefined;
  private trap: { readonly pattern: RegExp; readonly action: () => void } | undefined;
  private readonly pairs = new Set<Pair>();

  private constructor(
    private readonly listener: Server,
    readonly port: number,
    private target: number,
  ) {}

  /** Listens on a free port and passes everything to `target`, a port of this machine. */
  static async to(target: number): Promise<TcpProxy> {
    const listener = createServer();
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    const proxy = new TcpProxy(listener, address.port, target);
    listener.on('connection', (client) => proxy.connect(client));
    return proxy;
  }

  /** Normal operation. What was held back while frozen is passed on. */
  pass(): void {
    this.mode = 'pass';
    this.delayMs = 0;
    this.trap = undefined;
    for (const { client, server } of this.pairs) {
      client.resume();
      server.resume();
    }
  }

  /** Delays every byte, in both directions. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Resets all connections, and new ones as soon as they are made. */
  cut(): void {
    this.mode = 'cut';
    this.reset();
  }

  /** Half open: connections stay, new ones are accepted, nothing passes. */
  freeze(): void {
    this.mode = 'frozen';
    for (const { client, server } of this.pairs) {
      client.pause();
      server.pause();
    }
  }

  /** Resets the present connections; new ones work. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Resets each of the present connections when its client sends something, which does not reach the target. */
  resetOnUse(): void {
    for (const { client, server } of this.pairs) {
      client.prependOnceListener('data', () => {
        client.resetAndDestroy();
        server.resetAndDestroy();
      });
    }
  }

  /** Calls `action` as soon as a client sends what matches, which is passed on; until {@link pass}. */
  once(pattern: RegExp, action: () => void): void {
    this.trap = { pattern, action };
  }

  /** Answers itself whatever a client sends that matches. */
  answer(pattern: RegExp, reply: string): void {
    this.answered = { pattern, reply };
  }

  /** Sends new connections to another port of this machine; existing ones keep their target. */
  retarget(target: number): void {
    this.target = target;
  }

  /** The ports from which the present connections reach the target. */
  get upstreamPorts(): number[] {
    return [...this.pairs].flatMap(({ server }) => server.localPort ?? []);
  }

  async close(): Promise<void> {
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
    await new Promise((closed) => this.listener.close(closed));
  }

  private connect(client: Socket): void {
    client.on('error', () => undefined);
    if (this.mode === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const server = createConnection({ port: this.target, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    const pair = { client, server };
    this.pairs.add(pair);
    client.on('data', (chunk) => this.look(chunk));
    this.pipe(client, server, pair);
    this.pipe(server, client, pair);
    if (this.mode === 'frozen') {
      client.pause();
      server.pause();
    }
  }

  private look(sent: Buffer): void {
    const { trap } = this;
    if (trap?.pattern.test(sent.toString('latin1')) !== true) return;
    this.trap = undefined;
    trap.action();
  }

  private pipe(from: Socket, to: Socket, pair: Pair): void {
    // Each timer releases the oldest chunk, so bytes keep their order when the delay changes.
    const queue: (() => void)[] = [];
    const later = (deliver: () => void): void => {
      if (this.delayMs === 0 && queue.length === 0) {
        deliver();
        return;
      }
      queue.push(deliver);
      setTimeout(() => queue.shift()?.(), this.delayMs);
    };
    from.on('error', () => undefined);
    from.on('data', (chunk: Buffer) => {
      const { answered } = this;
      if (from === pair.client && answered?.pattern.test(chunk.toString('latin1')) === true)
        later(() => from.destroyed || from.write(answered.reply));
      else later(() => to.destroyed || to.write(chunk));
    });
    from.on('end', () => later(() => to.end()));
    from.on('close', () => {
      this.pairs.delete(pair);
      later(() => to.destroy());
    });
  }
}
