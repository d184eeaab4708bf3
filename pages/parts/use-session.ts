import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { SESSION_CHANGED, type SessionChangedEvent } from '../api/client.js';
import { type Account, findSession, restoreSession, signOutPage } from '../api/page.session.js';
import { texts } from '../texts/texts.js';
import { useReturn } from './use-return.js';
import { useRounds } from './use-rounds.js';

/** Who is signed in: `undefined` until the server has said it, `null` for no account. */
export function useSession() {
  const [account, setAccount] = useState<Account | null>();
  const [notice, setNotice] = useState('');
  const endSearch = useRef<() => void>(undefined);
  const begin = useRounds();
  const start = (signedIn: Account) => {
    begin();
    endSearch.current?.();
    setNotice('');
    setAccount(signedIn);
  };
  const readAgain = async () => {
    const isNewest = begin();
    const found = await restoreSession().catch(() => undefined);
    // A sign-in, a sign-out or another read may have come meanwhile.
    if (!isNewest()) return;
    if (found === null) setNotice(texts.parts.sessionEnded);
    if (found !== undefined) setAccount(found);
  };
  useReturn(() => {
    if (account) void readAgain();
  });
  useEffect(() => {
    endSearch.current = findSession(
      (found) => (found === null ? setAccount(null) : start(found)),
      (error) => {
        setNotice((before) => before || error.message);
        setAccount(null);
      },
    );
    const onChange = (event: SessionChangedEvent) => event.waitUntil(readAgain());
    addEventListener(SESSION_CHANGED, onChange);
    return () => {
      endSearch.current?.();
      removeEventListener(SESSION_CHANGED, onChange);
    };
  }, []);
  return {
    account,
    /** Why there is no account any more: a sentence. */
    notice,
    start,
    end: async () => {
      endSearch.current?.();
      await signOutPage();
      begin();
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
