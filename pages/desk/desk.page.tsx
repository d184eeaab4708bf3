import { useEffect, useState } from 'preact/hooks';
import type { Account } from '../api/page.session.js';
import { readShop, type Shop } from '../api/shop.js';
import { DraftsContext, useDrafts } from '../parts/drafts.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { TroubleNotice } from '../parts/trouble.notice.js';
import { useReturn } from '../parts/use-return.js';
import { useSession } from '../parts/use-session.js';
import { texts } from '../texts/texts.js';
import { DeskViews } from './desk.views.js';
import { placesOf } from './place.js';

/** The page of the shop's staff. */
export function DeskPage() {
  const session = useSession();
  const { account, notice } = session;
  const drafts = useDrafts(session);
  if (account === undefined) return null;
  if (account !== null && account.role !== 'client') {
    return (
      <DraftsContext.Provider value={drafts}>
        <SignedIn
          key={account.id}
          account={account}
          onSignOut={() => void session.end()}
          onError={(error) => void session.hasEndedBy(error)}
        />
      </DraftsContext.Provider>
    );
  }
  return (
    <>
      <header class="top">
        <p class="brand">BookedBarber</p>
      </header>
      <main>
        <h1>{texts.desk.title}</h1>
        <section class="panel narrow">
          {account === null ? (
            <SignInForm key={notice} notice={notice} onSignedIn={session.start} />
          ) : (
            <>
              <p>{texts.desk.notStaff}</p>
              <div class="choice">
                <a class="button" href="/book">
                  {texts.desk.toBooking}
                </a>
                <button type="button" onClick={() => void session.end()}>
                  {texts.parts.signOut}
                </button>
              </div>
            </>
          )}
        </section>
      </main>
    </>
  );
}

interface SignedInProps {
  readonly account: Account;
  readonly onSignOut: () => void;
  readonly onError: (error: Error) => void;
}

function SignedIn({ account, onSignOut, onError }: SignedInProps) {
  const [shop, setShop] = useState<Shop>();
  const [trouble, setTrouble] = useState('');
  const read = async () => {
    try {
      setShop(await readShop());
      setTrouble('');
    } catch (error) {
      onError(error as Error);
      setTrouble((error as Error).message);
    }
  };
  useEffect(() => void read(), []);
  useReturn(() => void read());
  const places = shop && placesOf(shop, account);
  if (places !== undefined && places.length > 0) {
    return <DeskViews places={places} account={account} onSignOut={onSignOut} onError={onError} />;
  }
  return (
    <>
      <header class="top">
        <p class="brand">BookedBarber</p>
      </header>
      <main tabIndex={-1}>
        <h1>{texts.desk.title}</h1>
        {places !== undefined && (
          <p>{shop?.locations.length === 0 ? texts.desk.noLocation : texts.desk.noPlace}</p>
        )}
        <TroubleNotice trouble={trouble} onRetry={read} />
        <button type="button" onClick={onSignOut}>
          {texts.parts.signOut}
        </button>
      </main>
    </>
  );
}
