import type { OpenAPIObject } from '@nestjs/swagger';
import { Problem, type ProblemCode, PROBLEMS } from '../problem.js';
import { documentOf } from '../problem-document.js';
import { PROBLEMS_EXTENSION } from './problems.decorator.js';

export const ACCESS_EXTENSION = 'x-access';
export const SECURITY_SCHEME = 'bearer';
/** Answered without the database, a token or a limit. */
const UNGUARDED = /^\/(health|metrics)\b/;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri-reference', example: '/docs/problems#slot-taken' },
    title: { type: 'string', example: PROBLEMS['slot-taken'][1] },
    status: { type: 'integer', example: 409 },
    detail: { type: 'string', example: 'Somebody was faster: choose another slot.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS), example: 'slot-taken' },
    errors: {
      type: 'array',
      description: 'What is wrong with which field; on 400',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'date' },
          message: { type: 'string', example: 'takes a date of the calendar such as 2027-03-14' },
        },
      },
    },
  },
};

/**
 * Gives every operation its security and its errors: those its shape implies and those it names by `@Problems`.
 * Changes the document in place.
 */
export function documentProblems(document: OpenAPIObject): void {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation !== undefined) complete(path, operation);
    }
  }
}

function complete(path: string, operation: Operation): void {
  const extended = operation as Operation & Record<string, unknown>;
  const access = (extended[ACCESS_EXTENSION] as { value?: unknown } | undefined)?.value ?? 'signed-in';
  const named = Object.values((extended[PROBLEMS_EXTENSION] ?? []) as ProblemCode[]);
  delete extended[ACCESS_EXTENSION];
  delete extended[PROBLEMS_EXTENSION];
  if (access === 'signed-in' || Array.isArray(access)) operation.security = [{ [SECURITY_SCHEME]: [] }];
  if (access === 'public') operation.security = [{}, { [SECURITY_SCHEME]: [] }];
  if (Array.isArray(access))
    operation.description = `${operation.description ?? ''} For: ${access.join(', ')}.`.trim();
  const codes = new Set([...named, ...implied(path, operation, access)]);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  operation.responses = { ...operation.responses, ...problemResponses(byStatus, operation.responses) };
}

function implied(path: string, operation: Operation, access: unknown): ProblemCode[] {
  if (UNGUARDED.test(path)) return [];
  const codes: ProblemCode[] = ['rate-limited', 'internal-error', 'database-unavailable'];
  const hasBody = operation.requestBody !== undefined;
  if (hasBody) codes.push('body-too-large', 'unsupported-media-type');
  if (hasBody || (operation.parameters ?? []).length > 0) codes.push('invalid-request');
  if (path.includes('{')) codes.push('not-found');
  if (access !== 'token-ignored') codes.push('unauthenticated');
  if (Array.isArray(access)) codes.push('forbidden');
  return codes;
}

function problemResponses(byStatus: Map<number, ProblemCode[]>, given: Responses): Responses {
  const responses: Responses = {};
  for (const [status, codes] of [...byStatus].toSorted(([a], [b]) => a - b)) {
    const before = given[status] as { description?: string; content?: object } | undefined;
    responses[status] = {
      description: before?.description || codes.map((code) => `${code}: ${PROBLEMS[code][1]}`).join('; '),
      content: {
        ...before?.content,
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
        },
      },
    };
  }
  return responses;
}

function exampleOf(code: ProblemCode): object {
  const errors = [{ field: 'date', message: 'takes a date of the calendar such as 2027-03-14' }];
  return documentOf(new Problem(code, PROBLEMS[code][1], code === 'invalid-request' ? { errors } : {}));
}
