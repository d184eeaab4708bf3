import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import { walkIn } from '../../api/desk.js';
import type { Service, ShopLocation } from '../../api/shop.js';
import type { NextSlot } from '../../api/slots.js';
import { isSecond } from '../../parts/press.js';
import { dateIn, shortDay, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { whenOf } from '../booking/booking.words.js';
import { type Desk, undoing } from '../use-desk.js';

const MINUTE_MS = 60_000;
/** The longest wait that the server takes for a walk-in. */
const LONGEST_WAIT = 240;

interface Props {
  readonly location: ShopLocation;
  readonly services: readonly Service[];
  readonly desk: Desk;
}

/** Books for people who stand at the counter, with the barber who can begin first: one press. */
export function WalkInButton({ location, services, desk }: Props) {
  const [serviceId, setServiceId] = useState(services[0]?.id ?? 0);
  const [busy, setBusy] = useState(false);
  /** The next start, where no barber can begin now; `null`: there is none. */
  const [next, setNext] = useState<NextSlot | null>();
  const button = useRef<HTMLButtonElement>(null);
  const hide = () => {
    setNext(undefined);
    button.current?.focus();
  };
  const book = async (startsWithinMinutes?: number) => {
    if (busy) return;
    setBusy(true);
    setNext(undefined);
    try {
      const booked = await walkIn(location.id, serviceId, startsWithinMinutes);
      desk.done({ sentence: texts.desk.walkedIn(whenOf(booked)), undo: undoing.booked(booked) });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'nobody-free') setNext(nextOf(error));
      else desk.fail(error as Error);
    } finally {
      setBusy(false);
    }
  };
  const wait = next ? Math.ceil((Date.parse(next.startsAt) - Date.now()) / MINUTE_MS) + 1 : Infinity;
  return (
    <>
      <div class="walk-in" role="group" aria-label={texts.desk.walkIn}>
        <button
          ref={button}
          type="button"
          class="primary"
          aria-disabled={busy}
          onClick={(event) => !isSecond(event) && void book()}
        >
          {texts.desk.walkIn}
        </button>
        <select
          aria-label={texts.desk.walkInService}
          value={serviceId}
          onChange={(event) => setServiceId(Number(event.currentTarget.value))}
        >
          {services.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {next !== undefined && (
        <div class="notice warning" role="alert">
          <p>
            {texts.desk.noneFreeNow} {next && texts.desk.nextIs(whenAt(next, location.timezone))}
          </p>
          <div class="choice">
            {wait <= LONGEST_WAIT && (
              <button
                type="button"
                onClick={() => {
                  hide();
                  void book(wait);
                }}
              >
                {texts.desk.bookThat}
              </button>
            )}
            <button type="button" class="plain" onClick={hide}>
              {texts.desk.leaveIt}
            </button>
          </div>
        </div>
      )}
    </>
  );
}

/** The problem `nobody-free` has a member of its own. */
function nextOf({ problem }: ApiError): NextSlot | null {
  return (problem as { next?: NextSlot | null }).next ?? null;
}

function whenAt({ startsAt }: NextSlot, zone: string): string {
  return `${shortDay(dateIn(zone, startsAt))}, ${timeIn(zone, startsAt)}`;
}
