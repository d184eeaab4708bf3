import { type Account, signInPage } from '../api/page.session.js';
import { texts } from '../texts/texts.js';
import { Field } from './field.js';
import { SubmitLine } from './submit.line.js';
import { useSubmit } from './use-submit.js';

interface Props {
  /** Why the visitor is asked, or asked again. */
  readonly notice?: string;
  readonly onSignedIn: (account: Account) => void;
}

/** Signs the page in by its cookie. */
export function SignInForm({ notice = '', onSignedIn }: Props) {
  const { onSubmit, busy, message } = useSubmit(
    async (value) => onSignedIn(await signInPage(value('email'), value('password'))),
    notice,
  );
  return (
    <form aria-label={texts.parts.signIn} onSubmit={onSubmit}>
      <Field name="email" label={texts.parts.email} type="email" autocomplete="username" required />
      <Field
        name="password"
        label={texts.parts.password}
        type="password"
        autocomplete="current-password"
        required
      />
      <SubmitLine busy={busy} message={message} action={texts.parts.signIn} />
      <a href="/account#forgotten">{texts.account.forgotten.heading}</a>
    </form>
  );
}
