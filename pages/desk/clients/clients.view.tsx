import { useLayoutEffect, useRef } from 'preact/hooks';
import { clientBookings, findClients, type ShopClient } from '../../api/desk.js';
import { Field } from '../../parts/field.js';
import { texts } from '../../texts/texts.js';
import { BookingList } from '../booking/booking.list.js';
import { useDraft } from '../../parts/drafts.js';
import type { Place } from '../place.js';
import { type Desk, useRead } from '../use-desk.js';

const LEAST = 3;

interface Props {
  readonly place: Place;
  readonly version: number;
  readonly desk: Desk;
  readonly onBook: (client: ShopClient) => void;
}

/** Finds the shop's clients, and shows when they came and come. */
export function ClientsView({ place, version, desk, onBook }: Props) {
  const [text, setText] = useDraft('search', '');
  const [chosen, setChosen] = useDraft<ShopClient | undefined>('client', undefined);
  const wanted = text.trim();
  const found = useRead(
    async () => (wanted.length < LEAST ? undefined : findClients(wanted, place.location.businessId)),
    wanted,
    version,
    desk.current,
  );
  return (
    <div class="clients">
      <section class="panel" aria-labelledby="clients">
        <h2 id="clients">{texts.desk.clients}</h2>
        <Field
          name="q"
          type="search"
          label={texts.desk.findClient}
          hint={texts.desk.findHint}
          value={text}
          onInput={setText}
        />
        <p role="status" class="quiet">
          {found && texts.desk.found(found.clients.length, found.isAll)}
        </p>
        <ul class="list">
          {found?.clients.map((client) => (
            <li key={client.id}>
              <button
                type="button"
                class="entry"
                aria-pressed={client.id === chosen?.id}
                onClick={() => setChosen(client)}
              >
                <strong>{client.name}</strong>
                <span class="quiet">{client.phone ?? client.email}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {chosen && (
        <ClientPanel
          key={chosen.id}
          client={chosen}
          place={place}
          version={version}
          desk={desk}
          onBook={onBook}
        />
      )}
    </div>
  );
}

function ClientPanel({ client, place, version, desk, onBook }: Props & { readonly client: ShopClient }) {
  const bookings = useRead(() => clientBookings(client.id), `${client.id}`, version, desk.current);
  const panel = useRef<HTMLElement>(null);
  // On a phone it is below everybody who was found.
  useLayoutEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section ref={panel} class="panel" aria-labelledby="client">
      <h2 id="client">{client.name}</h2>
      <p class="contact">
        {client.phone !== null && <a href={`tel:${client.phone}`}>{client.phone}</a>}
        {client.email !== null && <a href={`mailto:${client.email}`}>{client.email}</a>}
      </p>
      <p class="quiet">
        {texts.desk.noShows(client.noShows)}
        {client.blocked && <strong class="bad"> · {texts.desk.blocked}</strong>}
      </p>
      {client.notes !== null && <p class="notes">{client.notes}</p>}
      <button type="button" class="primary" onClick={() => onBook(client)}>
        {texts.desk.bookFor}
      </button>
      <h3>{texts.desk.history}</h3>
      {bookings?.length === 0 && <p class="quiet">{texts.desk.noHistory}</p>}
      {bookings && <BookingList bookings={bookings} barbers={place.barbers} desk={desk} isOfOne />}
    </section>
  );
}
