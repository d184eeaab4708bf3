import { useMemo, useState } from 'preact/hooks';
import { Api } from './api/api.client.js';
import { forgetToken, storedToken } from './api/session.js';
import { Dashboard } from './dashboard.js';
import { SignIn } from './sign-in.js';

/** The sign-in until there is a token, the dashboard until any call of it is turned away. */
export function App() {
  const [token, setToken] = useState(storedToken);
  const [notice, setNotice] = useState('');
  const signOut = (reason: string) => {
    forgetToken();
    setNotice(reason);
    setToken(null);
  };
  const api = useMemo(() => (token === null ? null : new Api(token, signOut)), [token]);
  return api === null ? (
    <SignIn notice={notice} onSignedIn={setToken} />
  ) : (
    <Dashboard api={api} onSignOut={() => signOut('')} />
  );
}
