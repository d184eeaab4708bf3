/** How a column of text in lower case is compared with a part of it. */
export interface TextSearch {
  readonly operator: 'LIKE' | '~';
  readonly pattern: string;
}

const ASCII = /^\p{ASCII}*$/u;

/**
 * Finds columns with PostgreSQL's `lower()` of something in which `part` occurs, in any case. Trigram indexes serve both operators.
 *
 * Beyond ASCII, what `lower()` does depends on the locale of the database: in `C` it leaves such letters as they are. So the pattern
 * accepts them in either case, and composed (`é`) or decomposed (`e` and an accent), as some devices send names.
 */
export function textSearch(part: string): TextSearch {
  if (ASCII.test(part)) {
    return { operator: 'LIKE', pattern: `%${part.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%` };
  }
  const letters = Array.from(part.normalize('NFC'), (letter) => {
    if (ASCII.test(letter)) return letter.toLowerCase().replaceAll(/\W/g, String.raw`\$&`);
    const forms = [letter, letter.toLowerCase(), letter.toUpperCase()];
    // `lower()` reaches the ASCII letter of a decomposed form in every locale.
    const decomposed = forms.map((form) =>
      form.normalize('NFD').replaceAll(/[A-Z]/g, (ascii) => ascii.toLowerCase()),
    );
    return `(?:${[...new Set([...forms, ...decomposed])].join('|')})`;
  });
  return { operator: '~', pattern: letters.join('') };
}
