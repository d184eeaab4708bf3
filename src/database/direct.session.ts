import { Injectable } from '@nestjs/common';
import { DatabaseSettings } from '../config/settings.js';
import { DirectConnection, type DirectQuery } from './direct.connection.js';

/**
 * The one session of this instance for LISTEN and for locks of jobs; sharing it keeps the number of direct connections of an
 * instance at three (ADR 0020). It reconnects until the relay, which opened it, closes it. Another user's statement may run
 * inside a transaction of the relay, so it must be one that a transaction does not change, as those of session locks are.
 */
@Injectable()
export class DirectSession {
  readonly connection: DirectConnection;
  private readonly connected: ((query: DirectQuery) => Promise<void>)[] = [];
  private readonly lost = new Set<(cause: unknown) => void>();
  private readonly notified: ((payload: string) => void)[] = [];

  constructor(settings: DatabaseSettings) {
    this.connection = new DirectConnection({
      url: settings.sessionUrl,
      name: 'bookedbarber relay',
      onConnected: async (query) => {
        for (const listener of this.connected) await listener(query);
      },
      onLost: (cause) => {
        for (const listener of this.lost) listener(cause);
      },
      onNotification: (payload) => {
        for (const listener of this.notified) listener(payload);
      },
    });
  }

  /** Calls `listener` after each connect, before any other statement. If it throws, the connection is closed. */
  onConnected(listener: (query: DirectQuery) => Promise<void>): void {
    this.connected.push(listener);
  }

  /** Calls `listener` once each time the connection, and with it every lock, is lost. @returns what takes the listener off */
  onLost(listener: (cause: unknown) => void): () => void {
    this.lost.add(listener);
    return () => this.lost.delete(listener);
  }

  onNotification(listener: (payload: string) => void): void {
    this.notified.push(listener);
  }
}
