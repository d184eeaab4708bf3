import type { ComponentChild } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ShowAll } from './show-all.js';
import { useKeptFocus } from './use-kept-focus.js';

interface Props {
  /** What it is a table of, for screen readers. */
  readonly caption: string;
  /** A heading that starts with `#` is of numbers, and aligned as such. */
  readonly head: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly ComponentChild[])[];
  /** Names each row, where rows change places: what is focused or open stays with its row. */
  readonly keys?: readonly (string | number)[];
  /** Where the screen is narrow its rows become cards, instead of a table that scrolls sideways: for sentences. */
  readonly stacks?: boolean;
  /** How many rows are shown unasked. */
  readonly most?: number;
}

/** Its roles are written out: browsers forget them when a table is laid out as anything else. */
export function Table({ caption, head, rows, keys, stacks = false, most = Infinity }: Props) {
  const [all, setAll] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useKeptFocus(place);
  const align = head.map((name) => (name.startsWith('#') ? 'number' : ''));
  const names = head.map((name) => name.replace('#', ''));
  return (
    <>
      <div
        ref={place}
        class={stacks ? 'scroll stacks' : 'scroll'}
        role="group"
        aria-label={caption}
        tabIndex={0}
      >
        <table role="table">
          <thead role="rowgroup">
            <tr role="row">
              {names.map((name, index) => (
                <th key={name} role="columnheader" scope="col" class={align[index]}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {(all ? rows : rows.slice(0, most)).map(([first, ...others], row) => (
              <tr key={keys?.[row] ?? row} role="row">
                <th role="rowheader" scope="row" class={align[0]}>
                  {first}
                </th>
                {others.map((cell, index) => (
                  <td
                    key={names[index + 1]}
                    role="cell"
                    class={align[index + 1]}
                    data-label={names[index + 1]}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowAll of={rows.length} most={most} all={all} onChange={setAll} />
    </>
  );
}
