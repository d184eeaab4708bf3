import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A section with its heading. */
export function Panel({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
