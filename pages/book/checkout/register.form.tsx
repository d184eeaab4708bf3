import { ApiError } from '../../api/api.error.js';
import { answerOf, client } from '../../api/client.js';
import { type Account, signInPage } from '../../api/page.session.js';
import { Field } from '../../parts/field.js';
import { NewPasswordField } from '../../parts/new-password.field.js';
import { SubmitLine } from '../../parts/submit.line.js';
import { visitorZone } from '../../parts/times.js';
import { useSubmit } from '../../parts/use-submit.js';
import { texts } from '../../texts/texts.js';

/** Makes an account, and signs the page in with it. */
export function RegisterForm({ onSignedIn }: { readonly onSignedIn: (account: Account) => void }) {
  const { onSubmit, busy, message } = useSubmit(async (value) => {
    const [email, password] = [value('email'), value('password')];
    const body = { email, password, name: value('name'), timezone: visitorZone() };
    await answerOf(client.POST('/api/v1/auth/register', { body }));
    onSignedIn(await signInPage(email, password).catch(inWords));
  });
  return (
    <form aria-label={texts.parts.register} onSubmit={onSubmit}>
      <Field name="name" label={texts.parts.name} autocomplete="name" required maxLength={100} />
      <Field name="email" label={texts.parts.email} type="email" autocomplete="username" required />
      <NewPasswordField name="password" label={texts.parts.password} />
      <SubmitLine busy={busy} message={message} action={texts.parts.register} />
    </form>
  );
}

/** Registering answers alike whether or not there is an account: then it has another password. */
function inWords(error: unknown): never {
  const hasAccount = error instanceof ApiError && error.code === 'invalid-credentials';
  throw hasAccount ? new Error(texts.book.accountExists) : error;
}
