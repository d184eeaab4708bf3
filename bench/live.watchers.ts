import { get, type IncomingMessage } from 'node:http';

/** When an event arrived, in milliseconds on the machine's monotonic clock. */
interface Arrival {
  readonly event: string;
  readonly at: number;
}

/** One open stream, parsed as little as possible. */
export class StreamClient {
  readonly arrivals: Arrival[] = [];
  private text = '';

  private constructor(
    readonly list: number,
    private readonly response: IncomingMessage,
  ) {
    response.on('data', (chunk: Buffer) => this.take(chunk));
    response.on('error', () => undefined);
  }

  static async open(port: number, list: number, query: string): Promise<StreamClient> {
    const response = await new Promise<IncomingMessage>((opened, failed) => {
      const path = `/api/v1/bookings/live?kind=slots&${query}`;
      get({ host: '127.0.0.1', port, path, agent: false }, opened).on('error', failed);
    });
    if (response.statusCode !== 200) throw new Error(`A stream was answered ${response.statusCode}.`);
    return new StreamClient(list, response);
  }

  close(): void {
    this.response.destroy();
  }

  private take(chunk: Buffer): void {
    const at = Number(process.hrtime.bigint()) / 1e6;
    this.text += chunk.toString();
    for (let end = this.text.indexOf('\n\n'); end >= 0; end = this.text.indexOf('\n\n')) {
      const event = /^event: (\w+)$/m.exec(this.text.slice(0, end))?.[1];
      if (event !== undefined) this.arrivals.push({ event, at });
      this.text = this.text.slice(end + 2);
    }
  }
}
