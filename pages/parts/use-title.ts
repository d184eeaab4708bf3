import { useLayoutEffect } from 'preact/hooks';

/** The title of the page, by which its tab and its places in the browser's history differ. */
export function useTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
}
