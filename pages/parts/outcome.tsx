/** What came of something: done, done in part, or not at all. */
export interface Outcome {
  readonly level: 'good' | 'warning' | 'bad';
  readonly message: string;
}

export const NOTHING: Outcome = { level: 'good', message: '' };

export function failure(error: unknown): Outcome {
  return { level: 'bad', message: (error as Error).message };
}

const SIGNS: Record<Outcome['level'], string> = { good: '', warning: '⚠ ', bad: '✕ ' };

/** Announced by screen readers too; a sign stands for the colour. */
export function OutcomeLine({ of: { level, message } }: { readonly of: Outcome }) {
  return (
    <p role="status" class={level}>
      {message && (
        <>
          <span aria-hidden="true">{SIGNS[level]}</span>
          {message}
        </>
      )}
    </p>
  );
}
