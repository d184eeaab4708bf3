import pg from 'pg';

/**
 * A connection may die at any moment, also in those at which neither the pool nor TypeORM listens: on its way from the one
 * to the other. Who uses it learns from his statement; without a listener the process would end.
 */
export class PooledClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
