import type { ComponentChild } from 'preact';

interface Props {
  /** What it is a table of, for those who hear it. */
  readonly caption: string;
  /** A heading that starts with `#` is of numbers, and aligned as such. */
  readonly head: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly ComponentChild[])[];
}

/** A table that scrolls sideways by itself where the screen is narrow. */
export function Table({ caption, head, rows }: Props) {
  const align = head.map((name) => (name.startsWith('#') ? 'number' : ''));
  return (
    <div class="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th key={name} scope="col" class={align[index]}>
                {name.replace('#', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...others], row) => (
            <tr key={row}>
              <th scope="row" class={align[0]}>
                {first}
              </th>
              {others.map((cell, index) => (
                <td key={head[index + 1]} class={align[index + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
