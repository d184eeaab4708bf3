import { Body, Controller, Delete, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/answers/created.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { readId } from '../../http/validation/number.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofLocation } from '../places/conditions.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { AffectedReplay } from '../affected/affected.replay.js';
import { AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { AddedClosureDto, ClosureDto, ClosuresDto, ClosuresQueryDto, NewClosureDto } from './closure.dto.js';
import { ClosuresService } from './closures.service.js';

@ApiTags('Shop')
@Controller('locations/:id/closures')
export class ClosuresController {
  constructor(private readonly closures: ClosuresService) {}

  @Get()
  @Right('closures.read')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'List the closures of a location',
    description:
      'Also those that are over, by their first date; for staff of the location. Everyone sees those ahead with the business hours.',
  })
  @ApiOkResponse({ type: ClosuresDto })
  list(
    @Param('id', ParseId) id: number,
    @Query() query: ClosuresQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ListPage<ClosureDto>> {
    return this.closures.list(caller, id, query);
  }

  @Post()
  @Right('hours.change')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Close a location for some dates, or set special hours',
    description:
      'The dates are those of the shop. Where several closures concern a date, the location is open only while all of them leave it ' +
      'open. Appointments stay as they are; `affected` names those that are uncovered now.',
  })
  @Created(AddedClosureDto)
  @ApiOkResponse({ type: AffectedDto, description: 'With `preview=true`: what it would leave uncovered' })
  @Idempotent(AffectedReplay)
  async add(
    @Param('id', ParseId) id: number,
    @Body() body: NewClosureDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<(ClosureDto & AffectedDto) | AffectedDto> {
    if (preview === true) reply.status(HttpStatus.OK);
    return this.closures.add(caller, id, body, preview);
  }

  @Get(':closureId')
  @HasEtag()
  @Right('closures.read')
  @PrivateAnswer()
  @ApiOperation({ summary: 'Get a closure', description: 'For staff of the location.' })
  @ApiOkResponse({ type: ClosureDto })
  get(
    @Param('id', ParseId) id: number,
    @Param('closureId', ParseId) closureId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<ClosureDto> {
    return this.closures.get(caller, id, closureId);
  }

  @Delete(':closureId')
  @ChecksIfMatch(
    ofLocation((closures: ClosuresController, id, { params, caller }) =>
      closures.get(id, readId(params['closureId'] ?? '') ?? 0, caller),
    ),
  )
  @Right('hours.change')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Remove a closure',
    description: 'The business hours apply to its dates again.',
  })
  @ApiNoContentResponse({ description: 'The business hours apply again, and no appointment is uncovered' })
  @ApiOkResponse({
    type: AffectedDto,
    description: 'The business hours apply again and leave appointments uncovered',
  })
  async remove(
    @Param('id', ParseId) id: number,
    @Param('closureId', ParseId) closureId: number,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AffectedDto | undefined> {
    const answer = await this.closures.remove(caller, id, closureId, preview);
    if (preview === true || answer.affected.length > 0) return answer;
    reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }
}
