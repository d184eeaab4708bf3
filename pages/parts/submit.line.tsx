interface Props {
  readonly busy: boolean;
  /** Why it was not done; empty: nothing was wrong. */
  readonly message: string;
  readonly action: string;
}

/** The end of a form: why it was not done, and the button that sends it. */
export function SubmitLine({ busy, message, action }: Props) {
  return (
    <>
      <p class="bad" role="alert">
        {message}
      </p>
      <button class="primary" aria-disabled={busy}>
        {action}
      </button>
    </>
  );
}
