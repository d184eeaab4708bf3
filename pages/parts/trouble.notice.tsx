import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../texts/texts.js';

interface Props {
  /** What is wrong, for people; empty: nothing. */
  readonly trouble: string;
  /** Ends when it is known whether it is right again. */
  readonly onRetry: () => Promise<void>;
}

/** Says what could not be read, and reads it again. */
export function TroubleNotice({ trouble, onRetry }: Props) {
  return trouble === '' ? null : <Notice trouble={trouble} onRetry={onRetry} />;
}

function Notice({ trouble, onRetry }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => () => leave(place.current), []);
  const retry = async () => {
    if (busy) return;
    setBusy(true);
    await onRetry();
    setBusy(false);
  };
  return (
    <div ref={place} class="notice warning" role="alert">
      <p>{busy ? texts.parts.loading : trouble}</p>
      <button type="button" aria-disabled={busy} onClick={() => void retry()}>
        {texts.parts.tryAgain}
      </button>
    </div>
  );
}

/** It is right again: the focus goes from the button to the page, which may be drawn as another one then. */
function leave(notice: HTMLElement | null): void {
  if (notice?.contains(document.activeElement) !== true) return;
  queueMicrotask(() => {
    const page = document.querySelector('main h1[tabindex]') ?? document.querySelector('main');
    if (page instanceof HTMLElement) page.focus({ preventScroll: true });
  });
}
