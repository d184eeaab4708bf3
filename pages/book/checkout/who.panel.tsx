import { useState } from 'preact/hooks';
import type { Account } from '../../api/page.session.js';
import { RadioCards } from '../../parts/radio.cards.js';
import { SignInForm } from '../../parts/sign-in.form.js';
import { texts } from '../../texts/texts.js';
import { RegisterForm } from './register.form.js';

type Way = 'sign-in' | 'register' | 'guest';

interface Props {
  readonly notice: string;
  readonly onSignedIn: (account: Account) => void;
  /** Shown to who books without an account; without it, the shop does not take guests. */
  readonly guest?: preact.JSX.Element | undefined;
}

/** Who books: by an account, a new one, or as a guest. */
export function WhoPanel({ notice, onSignedIn, guest }: Props) {
  const [way, setWay] = useState<Way>(guest === undefined ? 'sign-in' : 'guest');
  const ways: { value: Way; label: string }[] = [
    { value: 'sign-in', label: texts.book.haveAccount },
    { value: 'register', label: texts.book.newHere },
  ];
  if (guest !== undefined) ways.unshift({ value: 'guest', label: texts.book.asGuest });
  return (
    <div class="who">
      <RadioCards legend={texts.book.who} layout="row" options={ways} chosen={way} onChoose={setWay} />
      {way === 'sign-in' && <SignInForm notice={notice} onSignedIn={onSignedIn} />}
      {way === 'register' && <RegisterForm onSignedIn={onSignedIn} />}
      {way === 'guest' && guest}
    </div>
  );
}
