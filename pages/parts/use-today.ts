import { useEffect, useState } from 'preact/hooks';
import { dateIn } from './times.js';

const EVERY_MS = 30_000;

/** The date on a clock, also when the page is left open over midnight. */
export function useToday(zone: string): string {
  const [, setLast] = useState('');
  useEffect(() => {
    const timer = setInterval(() => setLast(dateIn(zone, Date.now())), EVERY_MS);
    return () => clearInterval(timer);
  }, [zone]);
  return dateIn(zone, Date.now());
}
