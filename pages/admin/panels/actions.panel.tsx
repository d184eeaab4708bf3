import type { Api } from '../api/api.client.js';
import { Action } from '../../parts/action.js';
import type { FormValues } from '../../parts/form.values.js';
import { Panel } from '../../parts/panel.js';
import { Choice, DateRange } from './action.fields.js';
import { outcomeOf } from './action.words.js';
import { nameOf, type Places, usePlaces } from './places.js';
import { WarmUp } from './warm-up.js';

interface Props {
  readonly api: Api;
  /** The values have changed: read them again. */
  readonly onDone: () => void;
}

export function Actions({ api, onDone }: Props) {
  const places = usePlaces(api);
  const { barbers, locations, trouble, again } = places;
  const call = async (path: string, body?: object, method = 'POST') => {
    const answer = await api.send(method, `cache/${path}`, body);
    onDone();
    return outcomeOf(answer);
  };
  return (
    <Panel title="Actions">
      {trouble !== null && (
        <p role="alert" class="bad">
          Barbers and locations could not be read, so none can be chosen: {trouble}{' '}
          <button type="button" onClick={again}>
            Read them again
          </button>
        </p>
      )}
      <div class="actions">
        <WarmUp api={api} places={places} onDone={onDone} />
        <Action
          name="Stop warm-up"
          description="Ends a warm-up that is running anywhere. What it has loaded stays."
          run={() => call('warm-up', undefined, 'DELETE')}
        />
        <Action
          name="Preload"
          description="Loads settings, hours, barbers’ weeks, and the slots of today and tomorrow."
          run={() => call('preload')}
        />
        <Action
          name="Forget all slots"
          destructive
          description="The next read of every list of slots goes to the database."
          run={() => call('invalidate/all-slots')}
        />
        <Action
          name="Forget a barber"
          destructive
          description="Availability, schedule, conflicts and slots of one barber."
          question={(value) => `Forget ${nameOf(barbers, value('barberId'), 'the barber')}?`}
          run={(value) => call(`invalidate/barber/${value('barberId')}`)}
        >
          <Choice name="barberId" label="Barber" of={barbers} />
        </Action>
        <Action
          name="Forget dates"
          destructive
          description="Slots, schedules and conflicts of at most 62 days, of everybody or of whom you choose."
          question={(value) => `Forget ${datesSentence(value, places)}?`}
          run={(value) => call('invalidate/date-range', chosen(value))}
        >
          <DateRange />
          <Choice name="barberId" label="Barber" of={barbers} none="All barbers" />
          <Choice name="locationId" label="Location" of={locations} none="All locations" />
        </Action>
        <Action
          name="Forget business settings"
          destructive
          description="Booking settings, business hours, and all slots, which rest on them."
          run={() => call('invalidate/business-settings')}
        />
      </div>
    </Panel>
  );
}

function datesSentence(value: FormValues, { barbers, locations }: Places): string {
  const [from, to] = [value('startDate'), value('endDate')];
  const dates = from === to ? from : `${from} to ${to}`;
  const barber = nameOf(barbers, value('barberId'), 'all barbers');
  return `${dates} of ${barber}, in ${nameOf(locations, value('locationId'), 'all locations')}`;
}

function chosen(value: FormValues): object {
  const id = (name: string) => Number(value(name)) || undefined;
  return {
    startDate: value('startDate'),
    endDate: value('endDate'),
    barberId: id('barberId'),
    locationId: id('locationId'),
  };
}
