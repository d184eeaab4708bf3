import { client } from '../../api/client.js';
import { Panel } from '../../parts/panel.js';
import { texts } from '../../texts/texts.js';
import { useKnown } from '../api/use-known.js';
import { useOperator } from '../operator.js';
import { Audit } from '../panels/audit.panel.js';
import { ForgetActions } from './forget.actions.js';
import { usePlaces } from './places.js';
import { WarmUpActions } from './warm-up.actions.js';

const AUDIT_MS = 15_000;

/** What an operator can do, and what was done by whom. */
export function ActionsPage() {
  const operator = useOperator();
  const places = usePlaces();
  const words = texts.admin.actions;
  const [audit, refresh] = useKnown(() => operator.answer(client.GET('/api/v1/cache/audit')), AUDIT_MS, '');
  return (
    <>
      <p class="lead">{words.lead}</p>
      {places.trouble !== null && (
        <p role="alert" class="bad">
          {words.noPlaces(places.trouble)}{' '}
          <button type="button" onClick={places.again}>
            {words.readAgain}
          </button>
        </p>
      )}
      <Panel title={words.load} id="load">
        <div class="actions">
          <WarmUpActions places={places} onDone={refresh} />
        </div>
      </Panel>
      <Panel title={words.forget} id="forget">
        <div class="actions">
          <ForgetActions places={places} onDone={refresh} />
        </div>
      </Panel>
      <Audit newest={audit} />
    </>
  );
}
