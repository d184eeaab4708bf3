import { texts } from '../texts/texts.js';

interface Props {
  /** What is wrong, for people; empty: nothing. */
  readonly trouble: string;
  readonly onRetry: () => void;
}

/** Says what could not be read, and reads it again. */
export function TroubleNotice({ trouble, onRetry }: Props) {
  if (trouble === '') return null;
  return (
    <div class="notice warning" role="alert">
      <p>{trouble}</p>
      <button type="button" onClick={onRetry}>
        {texts.parts.tryAgain}
      </button>
    </div>
  );
}
