const SENTENCES: Readonly<Record<string, string>> = {
  redis: 'Redis does not answer, or answers with errors.',
  outbox: 'A change is committed, but its entries could not be invalidated yet.',
};

/** Why the cache is suspended, for people; a reason that this page does not know is shown as it is. */
export function reasonSentence(reason: string): string {
  return SENTENCES[reason] ?? reason;
}
