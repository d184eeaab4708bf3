import { createConnection, createServer, type Server, type Socket } from 'node:net';

type Mode = 'pass' | 'cut' | 'frozen';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A wire that a test can damage: between a client and a server on the loopback address. */
export class TcpProxy {
  private mode: Mode = 'pass';
  private delayMs = 0;
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

  /** As a wire should be. What was held back while frozen goes on its way. */
  pass(): void {
    this.mode = 'pass';
    this.delayMs = 0;
    for (const { client, server } of this.pairs) {
      client.resume();
      server.resume();
    }
  }

  /** Every byte, in both directions, arrives so much later. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Connections are reset, and new ones as soon as they are made. */
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

  /** Resets the connections there are; new ones are made as before. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** New connections go to another port of this machine; old ones stay where they are. */
  retarget(target: number): void {
    this.target = target;
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
    this.pipe(client, server, pair);
    this.pipe(server, client, pair);
    if (this.mode === 'frozen') {
      client.pause();
      server.pause();
    }
  }

  private pipe(from: Socket, to: Socket, pair: Pair): void {
    // Each timer lets the oldest go, so bytes keep their order when the delay changes.
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
    from.on('data', (chunk) => later(() => to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('close', () => {
      this.pairs.delete(pair);
      later(() => to.destroy());
    });
  }
}
