/**
 * Checks the API's OpenAPI document by the recommended rules of Redocly and Spectral, and its words by those of
 * `npm run check:language`, and that the pages' types are made of it. Needs neither a database nor a server: `npm run check:openapi` compiles the application first.
 *
 *     node scripts/openapi.js            checks; exits with 1 if there is anything to report
 *     node scripts/openapi.js --write    writes the pages' types anew
 *     node scripts/openapi.js --print    prints the document
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { findWords } from './check-language.js';

const TYPES = 'pages/api/openapi.ts';
/** Hashes of what a check depends on, as it was when it passed last: checking it again would take seconds and find nothing. */
const PASSED = '.cache/openapi/passed';
const RULES = ['scripts/openapi.js', 'scripts/check-language.js', 'package-lock.json', '.prettierrc.json'];
const HEADER = '/* Made of the API’s OpenAPI document by `npm run generate:openapi`. Do not edit. */\n\n';

/** What is wrong with the document and with the types made of it, a line each. */
async function check(document) {
  const [found, types, known] = await Promise.all([
    complaints(document),
    typesOf(document),
    readFile(TYPES, 'utf8').catch(() => ''),
  ]);
  return types === known ? found : [...found, `${TYPES} is not current: run npm run generate:openapi.`];
}

/** Of the document, the types and the rules. */
async function hashOf(document) {
  const files = await Promise.all([TYPES, ...RULES].map((file) => readFile(file, 'utf8')));
  return createHash('sha256')
    .update(JSON.stringify([document, ...files]))
    .digest('hex');
}

/** What is wrong with the document, a line each. */
async function complaints(document) {
  const source = JSON.stringify(document);
  const [redocly, ofSpectral] = await Promise.all([byRedocly(source), bySpectral(document)]);
  return [...redocly, ...ofSpectral, ...byWords(document)];
}

/** A word is in the line of a text that has it. */
function byWords(document) {
  const lines = JSON.stringify(document, null, 1).split('\n');
  return findWords(lines.join('\n')).map(
    ({ line, word, advice }) => `language ${word}: ${lines[line - 1].trim()} (${advice})`,
  );
}

async function byRedocly(source) {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(
    ({ ruleId, message, location }) => `redocly ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  );
}

async function bySpectral(document) {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[spectralRulesets.oas, 'recommended']] });
  const results = await linter.run(withProblemsOnce(document));
  return results.map(({ code, path, message }) => `spectral ${code} ${path.join('/')}: ${message}`);
}

/** Spectral takes many seconds for the same problem responses of every operation; each different one is enough. */
function withProblemsOnce(document) {
  const copy = structuredClone(document);
  const seen = new Set();
  for (const item of Object.values(copy.paths)) {
    for (const operation of Object.values(item)) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const problem = JSON.stringify(content?.['application/problem+json']);
        if (seen.has(problem)) operation.responses[status] = { description: 'As above' };
        else if (problem !== undefined) seen.add(problem);
      }
    }
  }
  return copy;
}

/**
 * The types of all paths and schemas, as the repository must have them. Examples are left out, because their dates move with the
 * calendar, and so are problems, which are of one type everywhere.
 */
async function typesOf({ openapi, info, paths, components: { schemas } }) {
  const described = { openapi, info, paths: withoutProblems(paths), components: { schemas } };
  const ast = await openapiTypescript(withoutExamples(described));
  const options = (await resolveConfig(TYPES)) ?? {};
  return format(HEADER + astToString(ast), { ...options, parser: 'typescript' });
}

function withoutProblems(paths) {
  const copy = structuredClone(paths);
  for (const operation of Object.values(copy).flatMap((item) => Object.values(item))) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) >= 400 && response.content?.['application/problem+json'] !== undefined)
        delete operation.responses[status];
      else delete response.headers;
    }
  }
  return copy;
}

function withoutExamples(value) {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'example' && name !== 'examples')
      .map(([name, inner]) => [name, withoutExamples(inner)]),
  );
}

// Compiled by the script that `npm run` starts before this one.
const { describeApi } = await import(new URL('../.openapi/describe-api.js', import.meta.url));
const document = await describeApi();
if (process.argv.includes('--print')) {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
} else if (process.argv.includes('--write')) {
  await writeFile(TYPES, await typesOf(document));
} else {
  const hash = await hashOf(document);
  if (hash !== (await readFile(PASSED, 'utf8').catch(() => ''))) {
    const found = await check(document);
    for (const line of found) console.log(line);
    if (found.length > 0) process.exit(1);
    await mkdir('.cache/openapi', { recursive: true });
    await writeFile(PASSED, hash);
  }
}
