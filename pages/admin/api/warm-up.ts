import { ApiError } from '../../api/api.error.js';
import type { Api } from './api.client.js';
import { eventsOf, textOf } from './event.stream.js';
import type { WarmUpStats } from './shapes.js';

/** What a warm-up is to load. */
export interface WarmUpWish {
  readonly startDate: string;
  readonly endDate: string;
  readonly barberIds?: readonly number[];
  readonly locationId?: number;
}

export interface WarmUpAnswer {
  readonly message: string;
  readonly stats: WarmUpStats;
}

/** Another one runs: in another tab, on another instance, or from before this page was loaded. */
export class WarmUpRunning extends Error {}

/**
 * Warms up, and tells of its progress.
 *
 * @throws WarmUpRunning, ApiError; also when the answer breaks off, though the warm-up may go on
 */
export async function warmUp(
  api: Api,
  wish: WarmUpWish,
  progress: (stats: WarmUpStats) => void,
): Promise<WarmUpAnswer> {
  try {
    const response = await api.ask('POST', 'cache/warm-up', { body: wish, accept: 'text/event-stream' });
    for await (const { name, data } of eventsOf(textOf(response))) {
      if (name === 'progress') progress(data as WarmUpStats);
      if (name === 'done') return data as WarmUpAnswer;
      if (name === 'error') throw problemOf(data);
    }
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) throw new WarmUpRunning(error.message);
    if (error instanceof ApiError || error instanceof WarmUpRunning) throw error;
  }
  throw new ApiError(0, 'The connection was lost. The warm-up may still run.');
}

/** What a stream that has begun can only say in an event. */
function problemOf(data: unknown): Error {
  const { code, message, detail } = data as { code?: string; message?: string; detail?: string };
  const said = detail ?? message ?? 'The warm-up failed.';
  return code === 'warm-up-running' || said.includes('already running')
    ? new WarmUpRunning(said)
    : new ApiError(0, said);
}
