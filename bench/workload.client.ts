import { Agent, request } from 'node:http';
import { SECOND_MS } from '../src/time/durations.js';

export interface WorkloadAnswer {
  readonly status: number;
  readonly text: string;
  /** The header `Cache-Status` (RFC 9211); empty without one. */
  readonly cacheStatus: string;
}

const TIMEOUT_MS = 20 * SECOND_MS;

/** Sends requests to one instance over up to 128 kept-alive connections. */
export class WorkloadClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });

  constructor(private readonly origin: string) {}

  /** @param path below `/api/v1/`. @throws Error when there is no answer */
  async send(method: string, path: string, token?: string, body?: unknown): Promise<WorkloadAnswer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const url = `${this.origin}/api/v1/${path}`;
      const call = request(url, { agent: this.agent, method, headers, timeout: TIMEOUT_MS });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer.`)));
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            cacheStatus: String(response.headers['cache-status'] ?? ''),
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
