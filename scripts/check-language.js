/**
 * Finds the words that this project does not use, with their place and what to write instead. See docs/glossary.md.
 *
 *     node scripts/check-language.js [file or folder…]
 *
 * Without arguments it reads everything that version control knows in {@link PLACES}; `npm run check:openapi` reads the OpenAPI document. A passage that must show such a
 * word stands between lines that contain `language: off` and `language: on`. A single quoted word is a name, such as the user
 * `nobody`, and so is the problem code of a shop in which no barber is free.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// language: off
const PLACES = [
  'src',
  'docs',
  'bench',
  'pages',
  'deploy',
  'scripts',
  'test',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'README.md',
];
const TEXT = /\.(css|html|js|json|md|ts|tsx|ya?ml|conf|acl)$/;

/** A problem code that clients rely on. */
const CONTRACTED = 'nobody-free';

const THEY = 'people are "they": name the person by role, or use they, them, their';
const SUBJECT = 'name the subject: the caller, the client, another instance, no process';
const RECORDED = 'use the field’s verb: record, report, notify, receive, is set to';
const RECEIVED = 'receive, is reported, is notified; people who hear a page: screen readers';
const READ = 'use the exact verb: read, check, poll, scan, search';

/** Words, also as a part of a camelCase or snake_case name. */
const WORDS = new Map([
  ['he', THEY],
  ['his', THEY],
  ['him', THEY],
  ['himself', THEY],
  ['she', THEY],
  ['hers', THEY],
  ['herself', THEY],
  ['whoever', 'name the subject: the caller, the client, every reader that …'],
  ['whomever', SUBJECT],
  ['whosoever', SUBJECT],
  ['nobody', SUBJECT],
  ['nobodys', SUBJECT],
  ['somebody', SUBJECT],
  ['somebodys', SUBJECT],
  ['told', RECORDED],
  ['hear', RECEIVED],
  ['hears', RECEIVED],
  ['heard', RECEIVED],
  ['hearing', RECEIVED],
  ['deaf', 'interrupted, not connected'],
]);

// language: off
/** Turns of phrase, found across white space, line ends and the stars of a comment. */
const PHRASES = [
  ['the house', 'the application, the project, the rest of the code'],
  ['who asked', 'the caller'],
  ['who asks', 'the caller'],
  ['is no word', 'say what it does not mean, and why'],
  ["nobody's word", 'say why the value is unreliable'],
  ['look at', READ],
  ['looks at', READ],
  ['looked at', READ],
  ['looking at', READ],
  ['two looks', READ],
  ['looks agree', READ],
].map(([phrase, advice]) => ({
  pattern: new RegExp(`\\b${phrase.replaceAll(' ', '[\\s*/]+')}\\b`, 'gi'),
  advice,
}));
// language: on

/** The words found in a text: `{ line, word, advice }`, in order. */
export function findWords(text) {
  const readable = text
    .replaceAll(/^.*language: off[^]*?language: on.*$/gm, (passage) => passage.replaceAll(/[^\n]/g, ' '))
    .replaceAll(CONTRACTED, '');
  return [...wordsIn(readable), ...phrasesIn(readable)].toSorted((a, b) => a.line - b.line);
}

function wordsIn(text) {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)].flatMap(({ 0: word, index: at }) => {
      const advice = WORDS.get(word.toLowerCase());
      const isQuoted = /^(['"`])\1$/.test(`${line[at - 1]}${line[at + word.length]}`);
      return advice === undefined || isQuoted ? [] : [{ line: index + 1, word, advice }];
    }),
  );
}

function phrasesIn(text) {
  return PHRASES.flatMap(({ pattern, advice }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      line: text.slice(0, index).split('\n').length,
      word: found.replaceAll(/[\s*/]+/g, ' '),
      advice,
    })),
  );
}

/** A file is itself, wherever it is; a folder is what version control knows in it. */
function filesIn(places) {
  const isFile = (place) => statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  const folders = places.filter((place) => !isFile(place));
  if (folders.length === 0) return places;
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...folders], {
    encoding: 'utf8',
  });
  return [
    ...places.filter(isFile),
    ...listed.split('\n').filter((file) => TEXT.test(file) && !file.endsWith('package-lock.json')),
  ];
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Removed from the working tree, but not from the index yet.
    return '';
  }
}

function main(places) {
  const found = filesIn(places.length > 0 ? places : PLACES).flatMap((file) =>
    findWords(readIfPresent(file)).map((word) => ({ file, ...word })),
  );
  for (const { file, line, word, advice } of found) console.log(`${file}:${line}  ${word}  (${advice})`);
  if (found.length === 0) return;
  console.error(`\n${found.length} words to replace; docs/glossary.md has the words that this project uses.`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
