import { useState } from 'preact/hooks';
import type { Api } from './api.client.js';
import type { Report } from './shapes.js';
import { usePoll } from './use-poll.js';

/** It is put together of a day's samples. */
const EVERY_MS = 60_000;
/** After a failure. */
const AGAIN_MS = 10_000;

/** The last report that could be read, and why there is none newer. */
export interface KnownReport {
  readonly report?: Report;
  readonly trouble?: string;
}

export function useReport(api: Api): KnownReport {
  const [known, setKnown] = useState<KnownReport>({});
  usePoll(
    () => api.read<Report>('cache/monitoring/report?scope=fleet').catch((error: Error) => error),
    (fresh) =>
      setKnown((before) =>
        fresh instanceof Error ? { ...before, trouble: fresh.message } : { report: fresh },
      ),
    known.trouble === undefined ? EVERY_MS : AGAIN_MS,
    '',
  );
  return known;
}
