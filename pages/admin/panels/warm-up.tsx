import { useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { WarmUpStats } from '../api/shapes.js';
import { WarmUpRunning, warmUp, type WarmUpWish } from '../api/warm-up.js';
import { count } from '../../parts/format.js';
import { Action } from '../../parts/action.js';
import type { FormValues } from '../../parts/form.values.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from '../../parts/outcome.js';
import { Choice, DateRange } from './action.fields.js';
import { outcomeOf } from './action.words.js';
import { nameOf, type Places } from './places.js';

interface Props {
  readonly api: Api;
  readonly places: Places;
  readonly onDone: () => void;
}

/** `other`: a warm-up runs whose progress this page does not receive. */
type Running = 'none' | 'other' | WarmUpStats;

const BEGUN: WarmUpStats = { planned: 0, warmed: 0, fresh: 0, failed: 0, durationMs: 0 };

/** A warm-up with its progress, and the way to end one that runs elsewhere. */
export function WarmUp({ api, places: { barbers, locations }, onDone }: Props) {
  const [running, setRunning] = useState<Running>('none');
  const [cancelled, setCancelled] = useState(NOTHING);
  const run = async (value: FormValues): Promise<Outcome> => {
    setCancelled(NOTHING);
    setRunning(BEGUN);
    try {
      const answer = await warmUp(api, wishOf(value), setRunning);
      setRunning('none');
      onDone();
      return outcomeOf(answer);
    } catch (error) {
      setRunning(error instanceof WarmUpRunning ? 'other' : 'none');
      if (!(error instanceof WarmUpRunning)) throw error;
      return { level: 'warning', message: error.message };
    }
  };
  const cancel = async () => {
    setCancelled({ level: 'good', message: 'Cancelling…' });
    try {
      setCancelled(outcomeOf(await api.send('DELETE', 'cache/warm-up')));
      setRunning((before) => (before === 'other' ? 'none' : before));
      onDone();
    } catch (error) {
      setCancelled(failure(error));
    }
  };
  return (
    <div>
      <Action
        name="Warm up"
        description="Loads the slots of the days, at most 62. It takes database time; one runs at a time."
        question={(value) =>
          `Warm up ${value('startDate')} to ${value('endDate')} for ${nameOf(barbers, value('barberId'), 'all barbers')}, ` +
          `in ${nameOf(locations, value('locationId'), 'all locations')}?`
        }
        run={run}
      >
        <DateRange days={7} />
        <Choice name="barberId" label="Barber" of={barbers} none="All barbers" />
        <Choice name="locationId" label="Location" of={locations} none="All locations" />
      </Action>
      {typeof running === 'object' && <Progress of={running} />}
      {running !== 'none' && (
        <button type="button" class="destructive" onClick={() => void cancel()}>
          {running === 'other' ? 'Cancel the one that runs' : 'Cancel'}
        </button>
      )}
      <OutcomeLine of={cancelled} />
    </div>
  );
}

function Progress({ of: { planned, warmed, fresh, failed } }: { readonly of: WarmUpStats }) {
  const done = warmed + fresh + failed;
  return (
    <>
      <progress aria-label="Warm-up" max={planned || 1} value={planned === 0 ? undefined : done} />
      <p class={failed > 0 ? 'warning' : 'quiet'}>
        {planned === 0
          ? 'Planning…'
          : `${count(done)} of ${count(planned)} planned: ${count(warmed)} warmed, ${count(fresh)} fresh, ${count(failed)} failed`}
      </p>
    </>
  );
}

function wishOf(value: FormValues): WarmUpWish {
  const [barberId, locationId] = [Number(value('barberId')), Number(value('locationId'))];
  return {
    startDate: value('startDate'),
    endDate: value('endDate'),
    ...(barberId > 0 && { barberIds: [barberId] }),
    ...(locationId > 0 && { locationId }),
  };
}
