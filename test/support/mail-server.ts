import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { until } from './until.js';

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of its link. */
  readonly token: string | undefined;
}

/** A real SMTP server that keeps what it gets. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Connections are accepted and mails never taken while this is set. */
  hangs = false;
  /** As a server that does not like the sender. */
  refuses = false;
  connections = 0;

  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_session, callback) => {
      this.connections++;
      if (!this.hangs) callback();
    },
    onMailFrom: (_address, _session, callback) =>
      callback(this.refuses ? Object.assign(new Error('Not now'), { responseCode: 451 }) : null),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        this.keep(
          session.envelope.rcptTo.map(({ address }) => address),
          Buffer.concat(chunks).toString(),
        );
        callback();
      });
    },
  });

  private constructor() {
    // Clients that leave without a word.
    this.server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The next mail to an address with this subject; each is taken once. */
  async next(to: string, subject: RegExp): Promise<ReceivedMail> {
    const index = () => this.mails.findIndex((mail) => mail.to === to && subject.test(mail.subject));
    await until(async () => index() >= 0);
    return this.mails.splice(index(), 1)[0] as ReceivedMail;
  }

  async stop(): Promise<void> {
    for (const connection of this.server.connections) connection.close();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private keep(recipients: readonly string[], raw: string): void {
    const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
    const quoted = /^content-transfer-encoding: quoted-printable/im.test(head);
    const text = quoted
      ? body
          .replaceAll('=\r\n', '')
          .replaceAll(/=([\dA-F]{2})/g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
      : body;
    const subject = /^subject: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
    const token = /#token=([\w.-]+)/.exec(text)?.[1];
    for (const to of recipients) this.mails.push({ to, subject, text, token });
  }
}
