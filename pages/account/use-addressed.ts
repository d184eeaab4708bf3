import { useEffect, useState } from 'preact/hooks';

/** What the page's address asks for. */
export interface Addressed {
  readonly purpose: 'account' | 'forgotten' | 'password' | 'verification';
  /** The token in the link of a mail. */
  readonly token: string;
  /** Another number each time a link is opened, also for the same one again. */
  readonly opening: number;
}

const FORGOTTEN = 'forgotten';
let openings = 0;

/**
 * What the fragment of the address asks for, also when another link is opened in the same tab. A token is taken out of the address, so
 * that it stays in no history.
 */
export function useAddressed(): Addressed {
  const [addressed, setAddressed] = useState(read);
  useEffect(() => {
    const onChange = () => setAddressed(read());
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return addressed;
}

function read(): Addressed {
  const opening = openings++;
  const fragment = location.hash.slice(1);
  const token = new URLSearchParams(fragment).get('token') ?? '';
  if (token === '') return { purpose: fragment === FORGOTTEN ? 'forgotten' : 'account', token, opening };
  history.replaceState(null, '', location.pathname);
  return { purpose: token.startsWith('v') ? 'verification' : 'password', token, opening };
}
