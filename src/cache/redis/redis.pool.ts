import type { RedisConnection } from './redis.connection.js';
import { isUnnamed } from './redis.server.js';
import type { Scripted } from './redis.scripts.js';

/** All connections to one server; at least one. */
export class RedisPool {
  private readonly first: RedisConnection;

  constructor(private readonly connections: readonly [RedisConnection, ...RedisConnection[]]) {
    this.first = connections[0];
  }

  /** Any connection, for commands about the server itself. */
  get client(): Scripted {
    return this.first.client;
  }

  /** The same connection for the same name every time, so that a RELEASE arrives after the CLAIM whose lock it returns. */
  connectionFor(name: string): RedisConnection {
    const { length } = this.connections;
    if (length === 1) return this.first;
    let sum = 0;
    for (let index = 0; index < name.length; index++) sum += name.charCodeAt(index);
    return this.connections[sum % length] ?? this.first;
  }

  get ready(): boolean {
    return this.connections.every(({ ready }) => ready);
  }

  /** See {@link RedisConnection.isBehind}; of any connection. */
  get isBehind(): boolean {
    return this.connections.some(({ isBehind }) => isBehind);
  }

  /** Names the server that every connection reaches; `undefined` unless all are connected, and to the same as far as is known. */
  get server(): string | undefined {
    const names = new Set<string>();
    for (const { server } of this.connections) {
      if (server === undefined) return undefined;
      names.add(server);
    }
    return names.size === 1 || [...names].every(isUnnamed) ? [...names].join('+') : undefined;
  }

  /** Connects every connection that is down and not reconnecting by itself. Never throws. */
  async open(): Promise<void> {
    await this.each((connection) => connection.open());
  }

  async close(): Promise<void> {
    await this.each((connection) => connection.close());
  }

  /** Reads the server's epoch over every connection. @throws Error unless all of them report the same one. */
  async identify(): Promise<string> {
    const [epoch, ...others] = new Set(await this.each((connection) => connection.epoch.read()));
    if (epoch === undefined || others.length > 0)
      throw new Error('the connections of one pool reach different servers');
    return epoch;
  }

  /** Runs a command on every connection and returns all replies. */
  async each<Reply>(command: (connection: RedisConnection) => Promise<Reply>): Promise<Reply[]> {
    return Promise.all(this.connections.map(async (connection) => command(connection)));
  }
}
