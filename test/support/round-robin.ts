import { createServer, request, type Server } from 'node:http';

/** A load balancer in front of instances of the application: one request to each in turn. */
export class RoundRobin {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** Listens on a free port. @param origins of the instances */
  static async over(...origins: readonly [string, ...string[]]): Promise<RoundRobin> {
    let turn = 0;
    const server = createServer((incoming, outgoing) => {
      const target = new URL(incoming.url ?? '/', origins[turn++ % origins.length]);
      const passed = request(target, { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The load balancer has no port.');
    return new RoundRobin(server, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}
