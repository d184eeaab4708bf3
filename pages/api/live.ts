/** Where there is no live connection, what is shown is read again at this interval. */
const POLL_MS = 15_000;

/** The read that is watched, by the names of its own query. */
type LiveQuery = Readonly<Record<string, string | number | undefined>> & {
  readonly kind: 'slots' | 'days' | 'day';
};

/**
 * Calls `changed` when the answer of a read has changed, and when it may have: once the connection is open, after the page was hidden,
 * and every 15 s while the server offers no live connection.
 *
 * @returns a function that ends it
 */
export function watchLive(query: LiveQuery, changed: () => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isGone = false;

  const poll = () => {
    source?.close();
    timer ??= setInterval(() => {
      changed();
      if (!isGone) connect();
    }, POLL_MS);
  };
  const stopPolling = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const connect = () => {
    if (isGone) return poll();
    source?.close();
    source = new EventSource(`/api/v1/bookings/live?${parametersOf(query)}`);
    // What was read before it was open may have changed meanwhile.
    for (const name of ['open', 'changed', 'resync']) source.addEventListener(name, changed);
    source.addEventListener('open', stopPolling);
    // The rights to read it have ended: the next read says so.
    source.addEventListener('gone', () => {
      isGone = true;
      poll();
      changed();
    });
    source.addEventListener('error', () => {
      // Otherwise it connects again by itself; a proxy before a server that restarts refuses it.
      if (source?.readyState === EventSource.CLOSED) poll();
    });
  };
  const disconnect = () => {
    source?.close();
    stopPolling();
  };
  // Browsers open few connections to a host: a hidden page leaves them to others.
  const onVisibility = () => {
    disconnect();
    if (document.hidden) return;
    connect();
    changed();
  };

  connect();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    disconnect();
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

function parametersOf(query: LiveQuery): string {
  const known = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(known).toString();
}
