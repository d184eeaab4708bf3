import { useEffect, useState } from 'preact/hooks';

/** A page within the page. */
export type View = 'overview' | 'actions';

const ACTIONS = '#/actions';

/** Where the links of the views lead. */
export const VIEWS: Readonly<Record<View, string>> = { overview: '#/', actions: ACTIONS };

/** The view of the address; the browser's back and forward buttons change it. Other fragments lead to a section of the overview. */
export function useView(): View {
  const [view, setView] = useState(current);
  useEffect(() => {
    const read = () => setView(current());
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return view;
}

function current(): View {
  return location.hash === ACTIONS ? 'actions' : 'overview';
}
