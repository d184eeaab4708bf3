import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { useSession } from './use-session.js';

/** What is open and typed on a page: an account whose session has ended finds it again when it signs in. */
class PageDrafts {
  private readonly shown = new Map<string, unknown>();
  private kept = new Map<string, unknown>();
  private by: number | undefined;

  /** The session has ended: what is shown is about to go. */
  keep(): void {
    if (this.shown.size > 0) this.kept = new Map(this.shown);
  }

  /** Who is signed in; another account does not see what was typed. */
  openFor(account: number): void {
    if (this.by !== account) this.drop();
    this.by = account;
  }

  drop(): void {
    this.kept.clear();
  }

  /** What was kept, once. */
  take(name: string): unknown {
    const value = this.kept.get(name);
    this.kept.delete(name);
    return value;
  }

  show(name: string, value: unknown): void {
    this.shown.set(name, value);
  }

  hide(name: string): void {
    this.shown.delete(name);
  }
}

export const DraftsContext = createContext(new PageDrafts());

/** The drafts of a page with such a session. */
export function useDrafts({
  account,
  notice,
}: Pick<ReturnType<typeof useSession>, 'account' | 'notice'>): PageDrafts {
  const { current: drafts } = useRef(new PageDrafts());
  if (account) drafts.openFor(account.id);
  // Only a session that ends by itself has a notice.
  else if (notice === '') drafts.drop();
  else drafts.keep();
  return drafts;
}

/** A state that outlives the end of a session; what leaves the page in another way begins anew. @param name unlike all others */
export function useDraft<Value>(name: string, first: Value) {
  const drafts = useContext(DraftsContext);
  const [value, setValue] = useState(() => (drafts.take(name) as Value | undefined) ?? first);
  drafts.show(name, value);
  useEffect(() => () => drafts.hide(name), [drafts, name]);
  return [value, setValue] as const;
}
