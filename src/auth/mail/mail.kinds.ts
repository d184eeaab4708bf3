import { DAY_MS, HOUR_MS } from '../../time/durations.js';

interface Kind {
  readonly subject: string;
  /** Without names or other words that strangers may have chosen: they can have a mail sent to any address. */
  readonly text: string;
  /** What its link does: set a password, or verify the address; none: the mail has no link. */
  readonly link?: 'p' | 'v';
  /** How long the link is valid, and for how long the mail is worth sending. */
  readonly lifetimeMs: number;
}

/** The mails that accounts get. `{link}` stands for the link. */
export const MAIL_KINDS = {
  'reset-password': {
    subject: 'Set a new password',
    text: `You, or a stranger, asked for a new password for your account. Set one here, within an hour:

{link}

If that was not you, ignore this mail: your password stays as it is.`,
    link: 'p',
    lifetimeMs: HOUR_MS,
  },
  invitation: {
    subject: 'Your new account',
    text: `An account was made for you. Set your password here, within seven days:

{link}`,
    link: 'p',
    lifetimeMs: 7 * DAY_MS,
  },
  'verify-email': {
    subject: 'Confirm your e-mail address',
    text: `Confirm that this e-mail address is yours, within three days:

{link}

If you have no account here, ignore this mail.`,
    link: 'v',
    lifetimeMs: 3 * DAY_MS,
  },
  'already-registered': {
    subject: 'You have an account already',
    text: `This e-mail address was used to register, but it has an account already. If that was you, log in instead, or ask for
a new password if you have forgotten yours. If not, there is nothing to do.`,
    lifetimeMs: DAY_MS,
  },
  'password-changed': {
    subject: 'Your password was changed',
    text: `The password of your account was changed, and all other sessions were ended. If that was not you, ask for a new password now.`,
    lifetimeMs: DAY_MS,
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    text: `Your account has another e-mail address from now on. If that was not you, tell the shop at once.`,
    lifetimeMs: DAY_MS,
  },
} as const satisfies Record<string, Kind>;

export type MailKind = keyof typeof MAIL_KINDS;

/** The kinds whose link sets a password. */
export const PASSWORD_LINKS: readonly MailKind[] = ['reset-password', 'invitation'];
/** All kinds with a link: the reader of an account's mail can use them. */
export const LINKS: readonly MailKind[] = [...PASSWORD_LINKS, 'verify-email'];

/** The text of a mail. @param link where it leads to, if it has one */
export function mailText(kind: MailKind, link: string | undefined): string {
  return `${MAIL_KINDS[kind].text.replaceAll('{link}', link ?? '')}\n`;
}
