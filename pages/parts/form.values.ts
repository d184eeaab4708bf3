/** What was filled in, by name; what is not there is empty. */
export type FormValues = (name: string) => string;

export function valuesOf(form: HTMLFormElement): FormValues {
  const data = new FormData(form);
  return (name) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
}
