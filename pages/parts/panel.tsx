import type { ComponentChildren } from 'preact';

interface Props {
  readonly title: string;
  /** Where a link leads to it; the same in every language. */
  readonly id: string;
  readonly children: ComponentChildren;
}

/** A section with its heading; a link to it takes the focus along. */
export function Panel({ title, id, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} tabIndex={-1} class="panel">
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
