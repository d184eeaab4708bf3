import { Readable } from 'node:stream';
import { toProblem } from '../../http/to-problem.js';
import type { WarmUpAnswer, WarmUpProgress } from './warm-up.run.js';

/** A client that reads slower than we warm up misses some of the progress, and we keep no more than this for it. */
const MOST_UNREAD_BYTES = 16_384;

/** The events of a warm-up (HTML Standard, 9.2). It goes on when nobody listens any more. */
export function warmUpEvents(finish: (progress: WarmUpProgress) => Promise<WarmUpAnswer>): Readable {
  const events = new Readable({ read: () => undefined });
  const send = (event: string, data: unknown) => {
    if (!events.destroyed) events.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  void finish((stats) => {
    if (events.readableLength < MOST_UNREAD_BYTES) send('progress', stats);
  })
    .then((answer) => send('done', answer))
    .catch((error: unknown) => {
      const { code, message } = toProblem(error);
      send('error', { code, message });
    })
    .finally(() => events.push(null));
  return events;
}
