import { useEffect, useRef } from 'preact/hooks';

/** Calls `act` when a visitor comes back to the page, from another one or by the browser's back button: what it shows may be old. */
export function useReturn(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onVisibility = () => !document.hidden && latest.current();
    document.addEventListener('visibilitychange', onVisibility);
    return () => document.removeEventListener('visibilitychange', onVisibility);
  }, []);
}
