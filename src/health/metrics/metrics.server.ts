import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EnvError } from '../../config/env.js';
import { MetricsSettings } from '../../config/settings.js';
import { SECOND_MS } from '../../time/durations.js';
import { toProblem } from '../../http/to-problem.js';
import { MetricsAccess } from './metrics.access.js';
import { MetricsRegistry } from './metrics.registry.js';

const MOST_CONNECTIONS = 50;

/** Serves `/metrics` on METRICS_PORT, if it is set: a port that clients cannot reach. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private server: Server | undefined;

  constructor(
    private readonly settings: MetricsSettings,
    private readonly access: MetricsAccess,
    private readonly registry: MetricsRegistry,
  ) {}

  /** @throws EnvError if the port cannot be used */
  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, HOST: host } = this.settings;
    if (port === undefined) return;
    this.server = createServer({ requestTimeout: 5 * SECOND_MS }, (request, response) => {
      void this.answer(request, response);
    });
    this.server.maxConnections = MOST_CONNECTIONS;
    this.server.listen(port, host);
    await once(this.server, 'listening').catch((error: unknown) => {
      throw new EnvError(`METRICS_PORT takes a free port: ${(error as Error).message}.`, { cause: error });
    });
    this.logger.log(`Metrics are at port ${this.port}, path /metrics.`);
  }

  /** The port that it listens on; `undefined` if there is none. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    try {
      this.access.checkToken({ authorization: headers.authorization });
      const page = await this.registry.page();
      response.writeHead(200, { 'content-type': this.registry.contentType }).end(page);
    } catch (error) {
      const problem = toProblem(error);
      response.writeHead(problem.status, problem.headers).end(problem.message);
    }
  }
}
