import type { RefObject } from 'preact';

interface Props {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  /** What is done, and to what: `Forget Anna?` */
  readonly question: string;
  readonly description: string;
  /** What its button says. */
  readonly name: string;
  /** Whether it throws something away. */
  readonly destructive: boolean;
  readonly onConfirmed: () => void;
}

/** Asks before something is done; Escape is no. */
export function Confirmation({ dialog, question, description, name, destructive, onConfirmed }: Props) {
  const close = () => dialog.current?.close();
  const confirm = () => {
    close();
    onConfirmed();
  };
  return (
    <dialog ref={dialog} aria-label={question}>
      <p>
        <strong>{question}</strong>
      </p>
      <p>{description}</p>
      <div class="choice">
        <button type="button" onClick={close}>
          Not now
        </button>
        <button type="button" class={destructive ? 'danger' : 'primary'} onClick={confirm}>
          {name}
        </button>
      </div>
    </dialog>
  );
}
