import { Readable } from 'node:stream';
import { toProblem } from '../../http/to-problem.js';
import type { WarmUpProgress } from './warm-up.run.js';
import type { WarmUpAnswerDto } from './warm-up.dto.js';

/** Upper limit of unread bytes per client; a client that reads more slowly misses some progress events. */
const MOST_UNREAD_BYTES = 16_384;

/** Streams a warm-up as server-sent events (HTML Standard, 9.2). The warm-up continues when the client disconnects, and when
 * `watch` says that the right to see it has ended. */
export function warmUpEvents(
  finish: (progress: WarmUpProgress) => Promise<WarmUpAnswerDto>,
  watch: (gone: () => void) => () => void,
): Readable {
  const events = new Readable({ read: () => undefined });
  const send = (event: string, data: unknown) => {
    if (!events.destroyed) events.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const unwatch = watch(() => {
    send('error', { code: 'unauthenticated', message: 'The right to see this has ended: log in again.' });
    if (!events.destroyed) events.push(null);
  });
  events.once('close', unwatch);
  void finish((stats) => {
    if (events.readableLength < MOST_UNREAD_BYTES) send('progress', stats);
  })
    .then((answer) => send('done', answer))
    .catch((error: unknown) => {
      const { code, message } = toProblem(error);
      send('error', { code, message });
    })
    .finally(() => events.readableEnded || events.destroyed || events.push(null));
  return events;
}
