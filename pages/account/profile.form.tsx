import { useId } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import type { Account } from '../api/page.session.js';
import { Field } from '../parts/field.js';
import { texts } from '../texts/texts.js';
import { SaidLine, useOwnForm } from './use-own-form.js';

interface Props {
  readonly account: Account;
  readonly onChanged: (account: Account) => void;
  /** @returns whether the error means that the session has ended */
  readonly onError: (error: Error) => boolean;
}

/** Name, e-mail address and time zone of the account. */
export function ProfileForm({ account, onChanged, onError }: Props) {
  const words = texts.account.profile;
  const zone = useId();
  const form = useOwnForm(async (value) => {
    const email = value('email').trim();
    const body = { name: value('name').trim(), email, timezone: value('timezone') || null };
    const changed = await answerOf(client.PATCH('/api/v1/users/me', { body }));
    onChanged(changed);
    return changed.email === account.email ? words.done : words.doneUnverified(changed.email);
  }, onError);
  return (
    <form aria-label={words.heading} onSubmit={form.onSubmit}>
      <Field
        name="name"
        label={texts.parts.name}
        autocomplete="name"
        required
        maxLength={100}
        defaultValue={account.name}
      />
      <Field
        name="email"
        label={texts.parts.email}
        hint={words.emailHint}
        type="email"
        autocomplete="email"
        required
        defaultValue={account.email}
      />
      <div class="field">
        <label for={zone}>{words.zone}</label>
        <select id={zone} name="timezone">
          <option value="" selected={account.timezone === null}>
            {words.zoneOfShop}
          </option>
          {zonesWith(account.timezone).map((name) => (
            <option key={name} value={name} selected={name === account.timezone}>
              {name.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </div>
      <SaidLine form={form} />
      <button class="primary" aria-disabled={form.busy}>
        {words.action}
      </button>
    </form>
  );
}

/** Zones that the browser knows, with the one that the account has. */
function zonesWith(own: string | null): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return own === null || known.includes(own) ? known : [own, ...known];
}
