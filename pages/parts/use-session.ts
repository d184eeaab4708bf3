import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { SESSION_CHANGED } from '../api/client.js';
import { type Account, restoreSession, signOutPage } from '../api/page.session.js';
import { texts } from '../texts/texts.js';

/** Who is signed in: `undefined` until the server has said it, `null` for no account. */
export function useSession() {
  const [account, setAccount] = useState<Account | null>();
  const [notice, setNotice] = useState('');
  const start = (signedIn: Account) => {
    setNotice('');
    setAccount(signedIn);
  };
  useEffect(() => {
    restoreSession().then(setAccount, (error: Error) => {
      setNotice(error.message);
      setAccount(null);
    });
    const readAgain = () => void restoreSession().then(setAccount, () => undefined);
    addEventListener(SESSION_CHANGED, readAgain);
    return () => removeEventListener(SESSION_CHANGED, readAgain);
  }, []);
  return {
    account,
    /** Why there is no account any more: a sentence. */
    notice,
    start,
    end: async () => {
      await signOutPage();
      setNotice('');
      setAccount(null);
    },
    /** Checks whether an error means that the session has ended. @returns whether it does */
    hasEndedBy: (error: Error): boolean => {
      if (!(error instanceof ApiError && error.status === 401)) return false;
      setNotice(texts.parts.sessionEnded);
      setAccount(null);
      return true;
    },
  };
}
