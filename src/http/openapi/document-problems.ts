import type { OpenAPIObject } from '@nestjs/swagger';
import { Problem, type ProblemCode, PROBLEMS } from '../problem.js';
import { documentOf } from '../problem-document.js';
import { type Operation, operationsOf } from './operations.js';
import { PROBLEM_PREFIX } from './problems.decorator.js';

export const ACCESS_EXTENSION = 'x-access';
/** Names the right that an operation requires; it stays in the document. */
export const RIGHT_EXTENSION = 'x-right';
export const SECURITY_SCHEME = 'bearer';
/** Answered without the database and without a limit. */
const PROBES = /^\/health\b/;
const METRICS = '/metrics';

type Responses = Operation['responses'];

const EXAMPLE_OCCURRENCE = {
  requestId: '8e03978e-40d5-43e8-bc93-6894a57f9324',
  origin: 'http://localhost:8000',
};

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'Absolute address of the page that explains the code',
      example: `${EXAMPLE_OCCURRENCE.origin}/docs/problems#slot-taken`,
    },
    title: { type: 'string', example: PROBLEMS['slot-taken'][1] },
    status: { type: 'integer', example: 409 },
    detail: {
      type: 'string',
      description: 'What is wrong with this request and what to do',
      example: 'The slot has just been booked: choose another one.',
    },
    instance: {
      type: 'string',
      format: 'uri-reference',
      description: 'Identifies the request: `/requests/` and its `X-Request-Id`',
      example: `/requests/${EXAMPLE_OCCURRENCE.requestId}`,
    },
    code: { type: 'string', enum: Object.keys(PROBLEMS), example: 'slot-taken' },
    errors: {
      type: 'array',
      description: 'What is wrong with each field; present on 400',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'date' },
          message: { type: 'string', example: 'must be a calendar date such as 2027-03-14' },
        },
      },
    },
  },
};

/**
 * Adds to every operation its security and its errors: those that its shape implies and those that `@Problems` names.
 * Changes the document in place.
 */
export function documentProblems(document: OpenAPIObject): void {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
  for (const { path, method, operation } of operationsOf(document)) complete(path, method, operation);
}

function complete(path: string, method: string, operation: Operation): void {
  const extended = operation as Operation & Record<string, unknown>;
  const access = (extended[ACCESS_EXTENSION] as { value?: unknown } | undefined)?.value ?? 'signed-in';
  const extensions = Object.keys(extended).filter((key) => key.startsWith(PROBLEM_PREFIX));
  const named = extensions.map((key) => key.slice(PROBLEM_PREFIX.length) as ProblemCode);
  delete extended[ACCESS_EXTENSION];
  for (const key of extensions) delete extended[key];
  if (access === 'token-ignored') operation.security = [];
  if (access === 'signed-in' || Array.isArray(access)) operation.security = [{ [SECURITY_SCHEME]: [] }];
  if (access === 'public') operation.security = [{}, { [SECURITY_SCHEME]: [] }];
  if (Array.isArray(access))
    operation.description = `${operation.description ?? ''} Requires the role ${access.join(' or ')}.`.trim();
  const codes = new Set([...named, ...implied(path, method, access)]);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  operation.responses = { ...operation.responses, ...problemResponses(byStatus, operation.responses) };
}

function implied(path: string, method: string, access: unknown): ProblemCode[] {
  if (path === METRICS) return [];
  if (PROBES.test(path)) return ['unauthenticated'];
  const codes: ProblemCode[] = ['rate-limited', 'internal-error', 'database-unavailable'];
  // Unknown parameters are refused everywhere, and a body where there is none to be.
  codes.push('invalid-request');
  if (method !== 'get') codes.push('body-too-large', 'unsupported-media-type');
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
  const errors = [{ field: 'date', message: 'must be a calendar date such as 2027-03-14' }];
  const problem = new Problem(code, `${PROBLEMS[code][1]}.`, code === 'invalid-request' ? { errors } : {});
  return documentOf(problem, EXAMPLE_OCCURRENCE);
}
