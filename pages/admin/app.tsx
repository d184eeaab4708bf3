import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { SESSION_CHANGED, type SessionChangedEvent } from '../api/client.js';
import { type Account, findSession, restoreSession, signOutPage } from '../api/page.session.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { texts } from '../texts/texts.js';
import { Dashboard } from './dashboard.js';
import { Operator, OperatorContext } from './operator.js';

/** The sign-in until an admin is signed in, then the dashboard, until any request of it is turned away. */
export function App() {
  const [account, setAccount] = useState<Account | null>();
  const [notice, setNotice] = useState('');
  const endSearch = useRef<() => void>(undefined);
  const signIn = (signedIn: Account | null) => {
    endSearch.current?.();
    const isAdmin = signedIn?.role === 'admin';
    setNotice(signedIn === null || isAdmin ? '' : texts.admin.signIn.notAdmin);
    setAccount(isAdmin ? signedIn : null);
    if (signedIn !== null && !isAdmin) void signOutPage();
  };
  const signOut = (reason: string) => {
    setNotice(reason);
    setAccount(null);
  };
  useEffect(() => {
    endSearch.current = findSession(
      (found) => (found === null ? setAccount(null) : signIn(found)),
      (error) => signOut(error.message),
    );
    // Another session of an admin has begun in another tab: it is this page's, too.
    const onChange = (event: SessionChangedEvent) =>
      event.waitUntil(restoreSession().then((found) => found?.role === 'admin' && setAccount(found)));
    addEventListener(SESSION_CHANGED, onChange);
    return () => {
      endSearch.current?.();
      removeEventListener(SESSION_CHANGED, onChange);
    };
  }, []);
  const operator = useMemo(() => new Operator(signOut), []);
  if (account === undefined) {
    return (
      <main class="sign-in">
        <h1>{texts.admin.title}</h1>
        <p role="status">{texts.admin.reading}</p>
      </main>
    );
  }
  if (account === null) {
    return (
      <main class="sign-in">
        <h1>{texts.admin.title}</h1>
        <p class="quiet">{texts.admin.signIn.purpose}</p>
        <SignInForm key={notice} notice={notice} onSignedIn={signIn} />
      </main>
    );
  }
  return (
    <OperatorContext.Provider value={operator}>
      <Dashboard account={account} onSignOut={() => void signOutPage().then(() => signOut(''))} />
    </OperatorContext.Provider>
  );
}
