import { useState } from 'preact/hooks';
import { forgetToken, storedToken } from './api/session.js';
import { Dashboard } from './dashboard.js';
import { SignIn } from './sign-in.js';

/** The sign-in until there is a token, the dashboard until it is turned away. */
export function App() {
  const [token, setToken] = useState(storedToken);
  const [notice, setNotice] = useState('');
  const signOut = (reason: string) => {
    forgetToken();
    setNotice(reason);
    setToken(null);
  };
  return token === null ? (
    <SignIn notice={notice} onSignedIn={setToken} />
  ) : (
    <Dashboard token={token} onSignOut={signOut} />
  );
}
