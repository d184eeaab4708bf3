import { PatientClient, type PatientClientConfig } from './patient.client.js';

/**
 * A client that always has an error listener. A connection may die while it passes from the pool to TypeORM, when
 * neither listens; an unhandled error event would end the process. The user of the connection gets the error from the
 * next statement.
 */
export class PooledClient extends PatientClient {
  constructor(config?: PatientClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
