import { useEffect, useState } from 'preact/hooks';
import { type Account, restoreSession, signOutPage } from '../api/page.session.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { texts } from '../texts/texts.js';

/** The page of the shop's staff. */
export function DeskPage() {
  const [account, setAccount] = useState<Account | null>();
  useEffect(() => {
    restoreSession().then(setAccount, () => setAccount(null));
  }, []);
  const signOut = async () => {
    await signOutPage();
    setAccount(null);
  };
  if (account === undefined) return null;
  return (
    <main>
      <h1>{texts.desk.heading}</h1>
      {account === null ? (
        <SignInForm onSignedIn={setAccount} />
      ) : (
        <>
          <p>{account.role === 'client' ? texts.desk.notStaff : texts.parts.signedInAs(account.name)}</p>
          <button type="button" onClick={() => void signOut()}>
            {texts.parts.signOut}
          </button>
        </>
      )}
    </main>
  );
}
