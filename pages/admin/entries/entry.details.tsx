import { useEffect, useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { bytes, count, duration, moment, title } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { texts } from '../../texts/texts.js';
import type { Entry, EntryInvalidation } from '../api/shapes.js';
import { useOperator } from '../operator.js';

interface Props {
  /** The key. */
  readonly of: string;
  readonly onClose: () => void;
  readonly onForgotten: () => void;
}

/** One entry: what is in it, how old it is, what it depends on, why it will end; and the way to forget it. */
export function EntryDetails({ of: key, onClose, onForgotten }: Props) {
  const operator = useOperator();
  const words = texts.admin.entries;
  const [entry, setEntry] = useState<Entry | null>(null);
  const [outcome, setOutcome] = useState(NOTHING);
  /** What forgetting would touch; `null`: it was not asked for. */
  const [plan, setPlan] = useState<EntryInvalidation['invalidated'] | null>(null);
  useEffect(() => {
    operator
      .answer(client.GET('/api/v1/cache/entry', { params: { query: { key } } }))
      .then(setEntry, (error) => setOutcome(failure(error)));
  }, [operator, key]);
  const ask = async () => {
    setOutcome({ level: 'good', message: texts.admin.actions.planning });
    try {
      const { invalidated } = await operator.answer(
        client.DELETE('/api/v1/cache/entry', { params: { query: { key, dryRun: true } } }),
      );
      setPlan(invalidated);
      setOutcome(NOTHING);
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  const forget = async () => {
    setPlan(null);
    setOutcome({ level: 'good', message: texts.admin.actions.running });
    try {
      const { message, invalidated } = await operator.answer(
        client.DELETE('/api/v1/cache/entry', { params: { query: { key } } }),
      );
      setEntry(null);
      setOutcome({
        level: 'good',
        message: `${message} ${words.wereOf(invalidated.regions)}`,
      });
      onForgotten();
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  return (
    <>
      <h3>
        <code>{key}</code>
      </h3>
      {entry !== null && (
        <>
          <Facts
            of={[
              [texts.admin.regions.region, title(entry.region)],
              [words.age, duration(entry.ageSeconds * 1000)],
              [words.left, entry.isServed ? duration(entry.ttlSeconds * 1000) : words.notServed],
              [words.until, moment(entry.validUntil)],
              [words.size, bytes(entry.bytes)],
            ]}
          />
          <p>
            <strong>{words.why}</strong> {entry.why}
          </p>
          <details open={(entry.tags?.length ?? 0) <= FEW_TAGS}>
            <summary>{entry.tags === null ? words.tagsUnknown : words.tags(entry.tags.length)}</summary>
            <p class="tags">
              {entry.tags?.map((tag) => (
                <code key={tag}>{tag}</code>
              ))}
            </p>
          </details>
          {entry.isPersonal ? (
            <p class="quiet">{words.personal}</p>
          ) : (
            <details>
              <summary>{words.value}</summary>
              <pre role="region" aria-label={words.value} tabIndex={0}>
                {JSON.stringify(entry.value, null, 2)}
              </pre>
            </details>
          )}
          {plan !== null && (
            <div class="plan destructive" role="group" aria-label={words.forget}>
              <p>
                <strong>{words.forgets(plan.tags, count(plan.entries), plan.entriesIsCapped)}</strong>{' '}
                {words.wereOf(plan.regions)} {words.others}
              </p>
              <div class="choice">
                <button type="button" class="danger" onClick={() => void forget()}>
                  {words.forgetNow}
                </button>
                <button type="button" onClick={() => setPlan(null)}>
                  {texts.admin.actions.notNow}
                </button>
              </div>
            </div>
          )}
        </>
      )}
      <div class="choice">
        {entry !== null && entry.tags !== null && plan === null && (
          <button type="button" class="destructive" onClick={() => void ask()}>
            {words.forget}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {entry === null && outcome === NOTHING && <p class="quiet">{texts.admin.reading}</p>}
      <OutcomeLine of={outcome} />
    </>
  );
}

const FEW_TAGS = 12;
