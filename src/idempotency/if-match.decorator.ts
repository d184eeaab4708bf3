import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Problems } from '../http/openapi/problems.decorator.js';
import { IF_MATCH } from '../http/version-headers.js';
import { type Condition, CONDITION } from './condition.js';
import { IfMatchInterceptor } from './if-match.interceptor.js';

/**
 * For a PUT, PATCH or DELETE of a resource without a version: with `If-Match`, it is written only if that names the ETag of what GET
 * answers at that moment; the answer has the ETag of what it is then. The handler joins the unit of work in which this is checked.
 */
export const ChecksIfMatch = <Controller>(condition: Condition<Controller>) =>
  applyDecorators(
    SetMetadata(CONDITION, condition),
    UseInterceptors(IfMatchInterceptor),
    ApiHeader(IF_MATCH),
    Problems('version-mismatch'),
  );
