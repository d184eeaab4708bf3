/*
 * Loads the page again if a file that it needs is missing: during an update the page may come from an instance of one release, and its files be
 * requested from one of another. Files that were loaded stay in the browser's cache, so a few tries are enough. It is a script of its own,
 * before all others, so that it receives the events of their failures.
 */
(() => {
  const KEY = 'reloads';
  const MOST = 8;
  const FORGET_MS = 60_000;
  const STEP_MS = 500;
  const FAILED = 'This page could not be loaded. Please try again in a minute.';
  let isDue = false;

  function reload() {
    if (isDue) return;
    isDue = true;
    const tries = triesSoFar();
    if (tries < MOST) setTimeout(() => location.reload(), (tries + 1) * STEP_MS);
    else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', giveUp);
    else giveUp();
  }

  function giveUp() {
    document.querySelector('#root').textContent = FAILED;
  }

  /** Counts this one. Without a memory of the tries there is none: they would not end. */
  function triesSoFar() {
    try {
      const { at, tries } = JSON.parse(sessionStorage.getItem(KEY)) ?? { at: 0, tries: 0 };
      const known = Date.now() - at < FORGET_MS ? tries : 0;
      sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), tries: known + 1 }));
      return known;
    } catch {
      return MOST;
    }
  }

  const isNeeded = (element) =>
    element instanceof HTMLScriptElement ||
    (element instanceof HTMLLinkElement && element.rel === 'stylesheet');
  // Such events do not bubble.
  addEventListener('error', ({ target }) => isNeeded(target) && reload(), true);
  addEventListener('vite:preloadError', reload);
})();
