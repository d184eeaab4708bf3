import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ShowAll } from './show-all.js';

interface Props<Item> {
  readonly of: readonly Item[];
  /** How many are shown unasked. */
  readonly most: number;
  readonly children: (item: Item) => ComponentChildren;
}

/** A list whose length is the reader's choice. */
export function CappedList<Item>({ of, most, children }: Props<Item>) {
  const [all, setAll] = useState(false);
  const shown = all ? of : of.slice(0, most);
  return (
    <>
      <ul>
        {shown.map((item, index) => (
          <li key={index}>{children(item)}</li>
        ))}
      </ul>
      <ShowAll of={of.length} most={most} all={all} onChange={setAll} />
    </>
  );
}
