import type { RedisConnection } from './redis.connection.js';
import type { Scripted } from './redis.scripts.js';

/** The connections to one server, at least one. */
export class RedisPool {
  private readonly first: RedisConnection;

  constructor(private readonly connections: readonly [RedisConnection, ...RedisConnection[]]) {
    this.first = connections[0];
  }

  /** Some connection, for what concerns the server. */
  get client(): Scripted {
    return this.first.client;
  }

  /** Always the same one for the same name, so that a RELEASE arrives after the CLAIM that it takes back. */
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

  /** Connects what is not connected and does not try to be. Never throws. */
  async open(): Promise<void> {
    await this.each((connection) => connection.open());
  }

  async close(): Promise<void> {
    await this.each((connection) => connection.close());
  }

  /** Asks on every connection who the server is. @throws Error unless all of them say the same. */
  async identify(): Promise<string> {
    const [epoch, ...others] = new Set(await this.each((connection) => connection.identify()));
    if (epoch === undefined || others.length > 0) throw new Error('its connections reach different servers');
    return epoch;
  }

  /** The answers of all connections. */
  async each<Reply>(ask: (connection: RedisConnection) => Promise<Reply>): Promise<Reply[]> {
    return Promise.all(this.connections.map(async (connection) => ask(connection)));
  }
}
