import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShopClient } from '../api/desk.js';
import { watchLive } from '../api/live.js';
import type { Account } from '../api/page.session.js';
import { CloseButton } from '../parts/close.button.js';
import { useFocusOnChange } from '../parts/use-focus-on-change.js';
import { useHash } from '../parts/use-hash.js';
import { useTitle } from '../parts/use-title.js';
import { useToday } from '../parts/use-today.js';
import { texts } from '../texts/texts.js';
import { UncoveredView } from './booking/uncovered.view.js';
import { ClientsView } from './clients/clients.view.js';
import { DayView } from './day/day.view.js';
import { useDraft } from '../parts/drafts.js';
import type { Place } from './place.js';
import { useDone } from './use-desk.js';
import { WeekView } from './week/week.view.js';

/** How often what is no day is read again. */
const OTHER_VIEWS_MS = 15_000;
const VIEWS = ['day', 'week', 'clients', 'uncovered'] as const;

interface Props {
  readonly places: readonly Place[];
  readonly account: Account;
  readonly onSignOut: () => void;
  readonly onError: (error: Error) => void;
}

/** The views of the desk, kept current while it is open. */
export function DeskViews({ places, account, onSignOut, onError }: Props) {
  const [locationId, setLocationId] = useDraft('location', places[0]?.location.id ?? 0);
  const place = places.find(({ location }) => location.id === locationId) ?? places[0]!;
  const today = useToday(place.location.timezone);
  /** `undefined`: today, also when that is another day. */
  const [chosenDate, setChosenDate] = useDraft<string | undefined>('date', undefined);
  const date = chosenDate ?? today;
  const setDate = (chosen: string) => setChosenDate(chosen === today ? undefined : chosen);
  const [version, setVersion] = useState(0);
  const [client, setClient] = useState<ShopClient>();
  const refresh = () => setVersion((before) => before + 1);
  const { done, hideDone, trouble, desk, undo, dismiss } = useDone(onError, refresh);
  const main = useRef<HTMLElement>(null);
  /** What was pressed, and has the focus, is about to go. */
  const leaving = (act: () => void) => () => {
    main.current?.focus({ preventScroll: true });
    act();
  };
  const hash = useHash();
  const view = VIEWS.find((name) => name === hash) ?? 'day';
  useFocusOnChange(view, main);
  useTitle(`${texts.desk.viewNames[view]}: ${texts.desk.title}`);
  const show = (name: (typeof VIEWS)[number]) => {
    location.hash = name;
  };
  useEffect(hideDone, [view]);
  useEffect(() => watchLive({ kind: 'day', locationId, date }, refresh), [locationId, date]);
  // The live connection reveals the day only, and browsers open few of them.
  useEffect(() => {
    if (view === 'day') return undefined;
    const timer = setInterval(() => !document.hidden && refresh(), OTHER_VIEWS_MS);
    return () => clearInterval(timer);
  }, [view]);
  return (
    <>
      <header class="top">
        <p class="brand">BookedBarber</p>
        <nav aria-label={texts.desk.views}>
          {VIEWS.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              {texts.desk.viewNames[name]}
            </a>
          ))}
        </nav>
        {places.length > 1 && (
          <select
            aria-label={texts.desk.location}
            value={locationId}
            onChange={(event) => setLocationId(Number(event.currentTarget.value))}
          >
            {places.map(({ location: { id, name } }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <a class="quiet account" href="/account" title={texts.account.title}>
          {account.name}
        </a>
        <button type="button" class="plain" onClick={onSignOut}>
          {texts.parts.signOut}
        </button>
      </header>
      <main ref={main} class="desk" tabIndex={-1}>
        <h1 class="unseen">{texts.desk.title}</h1>
        {trouble !== '' && (
          <div class="notice warning" role="alert">
            <p>{trouble}</p>
            <CloseButton onClose={leaving(dismiss)} />
          </div>
        )}
        {view === 'day' && (
          <DayView
            key={locationId}
            place={place}
            date={date}
            version={version}
            desk={desk}
            onDate={setDate}
            client={client}
            onClientDone={() => setClient(undefined)}
          />
        )}
        {view === 'week' && (
          <WeekView
            key={locationId}
            place={place}
            date={date}
            version={version}
            desk={desk}
            onDate={setDate}
            onDay={(day) => {
              setDate(day);
              show('day');
            }}
          />
        )}
        {view === 'clients' && (
          <ClientsView
            place={place}
            version={version}
            desk={desk}
            onBook={(chosen) => {
              setClient(chosen);
              show('day');
            }}
          />
        )}
        {view === 'uncovered' && <UncoveredView place={place} version={version} desk={desk} />}
      </main>
      <div class="done" role="status">
        {done && (
          <p>
            {done.sentence}
            {done.undo && (
              <button type="button" onClick={leaving(() => void undo())}>
                {texts.desk.undo}
              </button>
            )}
            <CloseButton onClose={leaving(hideDone)} />
          </p>
        )}
      </div>
    </>
  );
}
