/** What was typed into the forms of a checkout, which are gone while another time is chosen or another sign-in is under way. */
export type Drafts = Map<string, string>;

/** A field whose draft is kept. @param by whose it is: an account, which never sees what another has typed, or guests */
export function draftOf(drafts: Drafts, by: string, name: string) {
  const key = `${by} ${name}`;
  return {
    name,
    defaultValue: drafts.get(key) ?? '',
    onInput: (value: string) => void drafts.set(key, value),
  };
}
