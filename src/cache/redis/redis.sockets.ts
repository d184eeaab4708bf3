import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';

interface Connector {
  connect: (this: Connector, ...args: unknown[]) => Promise<Duplex>;
}

/**
 * Keeps the process alive when a socket of ioredis fails twice. ioredis listens for the first error of a socket only
 * (https://github.com/redis/ioredis/pull/962), and a refused TLS handshake may end in two. Changes the classes rather than
 * the clients, because ioredis makes the clients of the Sentinels itself.
 */
function listenToAllErrors(): void {
  const samples = [
    new Redis({ lazyConnect: true }),
    new Redis({ lazyConnect: true, sentinels: [{ host: '127.0.0.1' }], name: 'none' }),
  ];
  for (const sample of samples) {
    const { connector } = sample as unknown as { readonly connector: Connector };
    const connectorClass = Object.getPrototypeOf(connector) as Connector;
    const { connect } = connectorClass;
    connectorClass.connect = async function (this: Connector, ...args) {
      const socket = await connect.apply(this, args);
      return socket.on('error', () => undefined);
    };
  }
}

listenToAllErrors();
