import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { type Booked, takesGuests } from '../api/guests.js';
import type { Shop } from '../api/shop.js';
import type { useSession } from '../parts/use-session.js';
import { texts } from '../texts/texts.js';
import { CheckoutPanel } from './checkout/checkout.panel.js';
import { ConfirmedPanel } from './checkout/confirmed.panel.js';
import { type BookingChoice, priceAt, useChoice } from './choice.js';
import { WhatChoice } from './choose/what.choice.js';
import { type ChosenSlot, SlotPicker } from './times/slot.picker.js';

interface Props {
  readonly shop: Shop;
  readonly session: ReturnType<typeof useSession>;
}

interface FlowProps extends Props {
  /** What has just been booked. */
  readonly booked: Booked | undefined;
  readonly onBooked: (booking: Booked | undefined) => void;
}

/** From the choice of a service to a booking that is confirmed. */
export function BookingFlow({ shop, session, booked, onBooked }: FlowProps) {
  const { choice, choose } = useChoice(shop);
  if (choice === undefined) return <p>{texts.book.nothingOffered}</p>;
  const show = (booking: Booked | undefined) => {
    // A guest who loads the page again is at their booking; without an event, as the page shows it already.
    const { manageToken } = booking ?? {};
    history.replaceState(null, '', manageToken === undefined ? '#' : `#guest=${manageToken}`);
    onBooked(booking);
  };
  if (booked !== undefined) return <ConfirmedPanel booking={booked} onAnother={() => show(undefined)} />;
  return <Choosing shop={shop} session={session} choice={choice} choose={choose} onBooked={show} />;
}

interface ChoosingProps extends Props {
  readonly choice: BookingChoice;
  readonly choose: ReturnType<typeof useChoice>['choose'];
  readonly onBooked: (booking: Booked) => void;
}

function Choosing({ shop, session, choice, choose, onBooked }: ChoosingProps) {
  const { location, service, barber } = choice;
  const [ownZone, setOwnZone] = useState<string>();
  const [slot, setSlot] = useState<ChosenSlot>();
  const drafts = useRef(new Map<string, string>());
  const [refusals, setRefusals] = useState(0);
  const zone = ownZone ?? location.timezone;
  // A time of one barber or service is not one of another; before the page is painted, so that none can be booked as such.
  useLayoutEffect(() => setSlot(undefined), [location.id, service.id, barber?.id]);
  useLayoutEffect(() => setOwnZone(undefined), [location.id]);
  const [hasGuests, setHasGuests] = useState<boolean>();
  // Where the server does not say it, an account is asked for.
  useEffect(
    () => void takesGuests(location.businessId).then(setHasGuests, () => setHasGuests(false)),
    [location.businessId],
  );
  const refused = (error: Error) => {
    setRefusals((before) => before + 1);
    if (error instanceof ApiError && error.code === 'slot-taken') {
      setSlot((before) => before && { ...before, isFree: false });
    }
    session.hasEndedBy(error);
  };
  return (
    <div class="flow">
      <WhatChoice shop={shop} choice={choice} onChoose={choose} />
      <div class="when-and-who">
        <section class="panel" aria-labelledby="when">
          <h2 id="when">{texts.book.when}</h2>
          <SlotPicker
            query={{ locationId: location.id, serviceId: service.id, barberId: barber?.id, timezone: zone }}
            shopZone={location.timezone}
            onZone={setOwnZone}
            barber={barber?.name}
            chosen={slot}
            onChosen={setSlot}
            refusals={refusals}
          />
        </section>
        {slot && (
          <CheckoutPanel
            choice={choice}
            takesGuests={hasGuests}
            drafts={drafts.current}
            price={priceAt(shop, choice, service)}
            slot={slot}
            zone={zone}
            account={session.account}
            notice={session.notice}
            onSignedIn={session.start}
            onInstead={(instead) => setSlot({ ...instead, isFree: true, instead: undefined })}
            onRefused={refused}
            onBooked={onBooked}
          />
        )}
      </div>
    </div>
  );
}
