import { expect, it, jest } from '@jest/globals';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { MailSender } from './mail.sender.js';

it('mails that could not be read from the queue are read again soon, and not a minute later', async () => {
  jest.useFakeTimers();
  const query = jest.fn(async (): Promise<unknown[]> => []);
  const sender = new MailSender(
    {} as never,
    { query } as never,
    { onceCommitted: (action: () => void) => action() } as never,
    { isAvailable: true } as never,
    {} as never,
  );
  try {
    sender.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(2 * MINUTE_MS);
    query.mockClear();
    query.mockRejectedValueOnce(new Error('The database was restarted'));
    sender.wake();
    await jest.advanceTimersByTimeAsync(10 * SECOND_MS);
    expect(query).toHaveBeenCalledTimes(2);
  } finally {
    jest.useRealTimers();
    await sender.onApplicationShutdown();
  }
});
