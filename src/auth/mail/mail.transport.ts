import { Injectable, Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { MailSettings } from '../../config/settings.js';
import { SECOND_MS } from '../../time/durations.js';
import { withTimeout } from '../../time/timeout.js';

/** Waits of one step; a server that sends something now and then is left after the last one. */
const STEP_MS = 10 * SECOND_MS;
const WHOLE_MS = 30 * SECOND_MS;

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** For the terminal: whose account it is about, and its link. */
  readonly userId: number;
  readonly link: string | undefined;
}

/** Hands mails over to the server of MAIL_URL. Without one, in development, their links are printed. */
@Injectable()
export class MailTransport {
  private readonly logger = new Logger('Mail');
  private readonly smtp: ReturnType<typeof createTransport> | undefined;

  constructor(private readonly settings: MailSettings) {
    const { MAIL_URL, mailFrom } = settings;
    if (MAIL_URL === undefined) return;
    this.smtp = createTransport(
      {
        url: MAIL_URL,
        connectionTimeout: STEP_MS,
        greetingTimeout: STEP_MS,
        socketTimeout: STEP_MS,
        dnsTimeout: STEP_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from: mailFrom },
    );
  }

  /** In production, links must not get into logs: without MAIL_URL there are no mails. */
  get isAvailable(): boolean {
    return this.smtp !== undefined || !this.settings.isProduction;
  }

  /** Resolves when the server has taken the mail. @throws whatever is wrong with it */
  async send({ to, subject, text, userId, link }: OutgoingMail): Promise<void> {
    if (this.smtp === undefined) {
      this.logger.warn(
        `MAIL_URL is not set, so a mail to account ${userId} stays here: ${subject}${link === undefined ? '' : `: ${link}`}`,
      );
      return;
    }
    await withTimeout(WHOLE_MS, this.smtp.sendMail({ to, subject, text }), () =>
      Object.assign(new Error('The mail server did not take the mail in time'), { code: 'ETIMEDOUT' }),
    );
  }
}
