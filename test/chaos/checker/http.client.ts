import { Agent, request } from 'node:http';
import { SECOND_MS } from '../../../src/time/durations.js';
import type { AnswerStatus, Tier } from './history.js';
import type { HttpRequest } from './register.js';

/** What came back: an answer, or the news that there is none. Instants are of the one monotonic clock. */
export interface Answer {
  readonly beganAt: number;
  readonly endedAt: number;
  readonly status: AnswerStatus;
  readonly tier: Tier;
  readonly retryAfter: boolean;
  readonly etag?: string;
  readonly text: string;
}

/** Much longer than any limit of the application, so that a busy machine is no failure: what S3 may cost is measured elsewhere. */
const TIMEOUT_MS = 30 * SECOND_MS;

/** Speaks to one instance over connections that are kept. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(private readonly port: number) {}

  /** Never rejects: that an instance does not answer is a finding, not an error. */
  async send({ method, path, body, token, headers }: HttpRequest): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const beganAt = performance.now();
    return new Promise((resolve) => {
      const finish = (answer: Omit<Answer, 'beganAt' | 'endedAt'>): void => {
        clearTimeout(patience);
        resolve({ beganAt, endedAt: performance.now(), ...answer });
      };
      const fail = (status: AnswerStatus, text: string): void =>
        finish({ status, tier: 'none', retryAfter: false, text });
      const call = request({
        host: '127.0.0.1',
        port: this.port,
        agent: this.agent,
        method,
        path: path.startsWith('/') ? path : `/api/v1/${path}`,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }),
          ...headers,
        },
      });
      const patience = setTimeout(() => {
        fail('timeout', `no answer within ${TIMEOUT_MS} ms`);
        call.destroy();
      }, TIMEOUT_MS);
      call.on('error', (error: NodeJS.ErrnoException) =>
        fail(error.code === 'ECONNREFUSED' ? 'unreachable' : 'connection', error.message),
      );
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => fail('connection', error.message));
        response.on('end', () =>
          finish({
            status: response.statusCode ?? 0,
            tier: tierOf(response.headers['cache-status']),
            retryAfter: response.headers['retry-after'] !== undefined,
            ...(response.headers.etag === undefined ? {} : { etag: response.headers.etag }),
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      call.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** RFC 9211: `BookedBarber; hit; ttl=42; detail=l1`, `; fwd=miss`, `; fwd=bypass`. */
function tierOf(header: string | string[] | undefined): Tier {
  const status = header?.toString() ?? '';
  if (/;\s*hit\b/.test(status)) return /detail="?l1/.test(status) ? 'l1' : 'hit';
  if (/fwd="?bypass/.test(status)) return 'bypass';
  return /fwd=/.test(status) ? 'miss' : 'none';
}
