import pg from 'pg';
import { SilentSocket } from '../time/silent-socket.js';
import { waitAtMost } from '../time/timeout.js';
import { STARTUP_SETTINGS } from './session.settings.js';

const GOODBYE_MS = 500;

export interface PatientClientConfig extends pg.ClientConfig {
  /** How long the server may take to accept the connection; no limit by default. */
  readonly connectMs?: number;
  /** How long the server may leave a statement without its result; no limit by default. */
  readonly answerMs?: number;
}

/** A statement that may take longer, or must be answered sooner, than the others of its client. */
export interface PatientQuery extends pg.QueryConfig {
  readonly answerMs: number;
}

type Query = (...args: unknown[]) => unknown;

type StartupParameters = Record<string, string>;

/**
 * A client whose sessions do not depend on the settings of the server, the database and the role ({@link STARTUP_SETTINGS}), and
 * that closes its connection when the server does not answer in time, counting only time in which the event loop ran.
 * The timeouts of node-postgres (`connectionTimeoutMillis`, `query_timeout`) would take a pause of this process for a server that
 * hangs.
 */
export class PatientClient extends pg.Client {
  constructor(config: PatientClientConfig = {}) {
    super(config);
    const { connectMs, answerMs } = config;
    if (connectMs !== undefined) this.limitHandshake(connectMs);
    if (answerMs !== undefined) this.limitAnswers(answerMs);
  }

  /** What node-postgres sends to begin a connection; its types lack it. */
  getStartupConf(): StartupParameters {
    const parameters = (pg.Client.prototype as unknown as PatientClient).getStartupConf.call(this);
    return { ...parameters, ...STARTUP_SETTINGS };
  }

  /** Ends the connection, also if the server does not close its side within half a second. Never throws. */
  async close(): Promise<void> {
    await waitAtMost(
      GOODBYE_MS,
      this.end().catch(() => undefined),
    );
    this.connection.stream.destroy();
  }

  private limitHandshake(limitMs: number): void {
    const handshake = this.silence(limitMs, 'The server did not accept the connection in time');
    const connect = this.connect.bind(this) as Query;
    this.connect = ((...args: unknown[]) => {
      handshake.sent();
      return connect(...args);
    }) as typeof this.connect;
    let isOver = false;
    const over = () => {
      if (!isOver) handshake.received();
      isOver = true;
    };
    this.once('connect', over);
    this.once('end', over);
  }

  private limitAnswers(limitMs: number): void {
    const limit = (ms: number) => this.silence(ms, 'The server did not answer a statement in time');
    const all = limit(limitMs);
    const query = this.query.bind(this) as Query;
    this.query = ((...args: unknown[]) => {
      const { answerMs } = Object(args[0]) as Partial<PatientQuery>;
      const answers = answerMs === undefined ? all : limit(answerMs);
      answers.sent();
      const received = () => answers.received();
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        const answered = (...result: unknown[]) => {
          received();
          (callback as Query)(...result);
        };
        return query(...args.slice(0, -1), answered);
      }
      const result = query(...args);
      void Promise.resolve(result).then(received, received);
      return result;
    }) as typeof this.query;
  }

  private silence(limitMs: number, message: string): SilentSocket {
    return new SilentSocket(limitMs, () =>
      this.connection.stream.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' })),
    );
  }
}
