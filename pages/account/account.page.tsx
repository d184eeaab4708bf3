import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Account } from '../api/page.session.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { useSession } from '../parts/use-session.js';
import { useTitle } from '../parts/use-title.js';
import { texts } from '../texts/texts.js';
import { ForgottenForm } from './forgotten.form.js';
import { ConfirmAddress, SetPassword } from './mailed-link.panel.js';
import { EndAccount, SignOutEverywhere } from './ending.panel.js';
import { PasswordForm } from './password.form.js';
import { ProfileForm } from './profile.form.js';
import { useAddressed } from './use-addressed.js';
import { Verification } from './verification.notice.js';

/** An account's own page, and where the links in mails lead: they set a password, or prove an e-mail address. */
export function AccountPage() {
  const session = useSession();
  const { account, notice } = session;
  const { purpose, token, opening } = useAddressed();
  const [ended, setEnded] = useState(false);
  const end = (isErased: boolean) => {
    setEnded(isErased);
    void session.end();
  };
  const signIn = (
    <SignInForm
      key={notice}
      notice={notice}
      onSignedIn={(signedIn) => {
        setEnded(false);
        session.start(signedIn);
      }}
    />
  );
  if (purpose === 'password') {
    return (
      <Frame title={texts.account.password.heading} account={account}>
        <SetPassword key={opening} token={token} />
      </Frame>
    );
  }
  if (purpose === 'verification') {
    return (
      <Frame title={texts.account.verification.heading} account={account}>
        <ConfirmAddress key={opening} token={token} />
      </Frame>
    );
  }
  if (purpose === 'forgotten') {
    return (
      <Frame title={texts.account.forgotten.heading} account={account}>
        <ForgottenForm />
      </Frame>
    );
  }
  return (
    <Frame title={texts.account.title} account={account} onSignOut={() => end(false)}>
      {ended && (
        <div class="notice" role="status">
          <p>{texts.account.ending.done}</p>
        </div>
      )}
      {account === null && (
        <section class="panel narrow">
          {notice === '' && !ended && <p>{texts.account.signInFirst}</p>}
          {signIn}
        </section>
      )}
      {account && (
        <OwnAccount key={account.id} account={account} session={session} onErased={() => end(true)} />
      )}
    </Frame>
  );
}

interface FrameProps {
  readonly title: string;
  readonly account: Account | null | undefined;
  readonly onSignOut?: () => void;
  readonly children: ComponentChildren;
}

function Frame({ title, account, onSignOut, children }: FrameProps) {
  useTitle(title);
  const isStaff = account && account.role !== 'client';
  return (
    <>
      <header class="top">
        <p class="brand">BookedBarber</p>
        <nav aria-label={texts.account.sections}>
          {isStaff ? (
            <>
              <a href="/desk">{texts.account.toDesk}</a>
              {account.role === 'admin' && <a href="/admin">{texts.account.toDashboard}</a>}
            </>
          ) : (
            <>
              <a href="/book">{texts.book.book}</a>
              <a href="/book#bookings">{texts.book.yourBookings}</a>
            </>
          )}
          <a href="/account" aria-current="page">
            {texts.account.link}
          </a>
        </nav>
        {account && onSignOut && (
          <button type="button" class="plain" onClick={onSignOut}>
            {texts.parts.signOut}
          </button>
        )}
      </header>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
    </>
  );
}

interface OwnAccountProps {
  readonly account: Account;
  readonly session: ReturnType<typeof useSession>;
  readonly onErased: () => void;
}

function OwnAccount({ account, session, onErased }: OwnAccountProps) {
  return (
    <div class="account-page">
      {!account.verified && <Verification email={account.email} onError={session.hasEndedBy} />}
      <section class="panel" aria-labelledby="profile">
        <h2 id="profile">{texts.account.profile.heading}</h2>
        <ProfileForm account={account} onChanged={session.start} onError={session.hasEndedBy} />
      </section>
      <section class="panel" aria-labelledby="password">
        <h2 id="password">{texts.account.change.heading}</h2>
        <PasswordForm email={account.email} onError={session.hasEndedBy} />
      </section>
      <section class="panel" aria-labelledby="everywhere">
        <h2 id="everywhere">{texts.account.everywhere.heading}</h2>
        <SignOutEverywhere onDone={() => void session.end()} onError={session.hasEndedBy} />
      </section>
      <section class="panel" aria-labelledby="ending">
        <h2 id="ending">{texts.account.ending.heading}</h2>
        <EndAccount onErased={onErased} onError={session.hasEndedBy} />
      </section>
    </div>
  );
}
