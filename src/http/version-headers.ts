import type { FastifyReply } from 'fastify';

/** For `@ApiHeader`: the version that a change expects. */
export const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag of the version that was read; if the resource has changed since, the answer is 412',
  schema: { type: 'string', example: '"1"' },
} as const;

/** For answers that have a version. */
export const VERSION_HEADER = {
  ETag: { description: 'The version, for `If-Match`', schema: { type: 'string', example: '"1"' } },
} as const;

/** Sends the version of the resource as its ETag. */
export function withVersion<Resource extends { readonly version: number }>(
  reply: FastifyReply,
  resource: Resource,
): Resource {
  reply.header('ETag', `"${resource.version}"`);
  return resource;
}
