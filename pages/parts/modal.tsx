import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { CloseButton } from './close.button.js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog that is open as long as it is there. Escape closes it, and the focus goes back to where it was. */
export function Modal({ title, onClose, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useLayoutEffect(() => {
    const active = document.activeElement;
    // Where it was opened by what is gone, the page's main part has it, if it can.
    const before = active === document.body ? document.querySelector('main') : active;
    const element = dialog.current;
    element?.showModal();
    return () => {
      isGone.current = true;
      // Until it is closed, nothing outside of it can have the focus.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => !isGone.current && onClose()}>
      <header>
        <h2 id={id}>{title}</h2>
        <CloseButton onClose={() => dialog.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}
