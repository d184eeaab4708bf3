import { Body, Controller, Delete, Get, HttpStatus, Param, Put, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { isDay } from '../../http/validation/day.js';
import { ParseDay, ParseId } from '../../http/validation/param.pipes.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofBarber } from '../places/conditions.js';
import { WindowsDto } from '../wall-time/windows.dto.js';
import { AnswersChangeOrPreview, AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { ChangedOverrideDto, OverrideDto } from './availability.dto.js';
import { OverridesService } from './overrides.service.js';

const OF_DATE = ofBarber((overrides: OverridesController, id, { params }) =>
  overrides.get(id, params['date'] ?? ''),
);
/** A malformed date is refused by the pipe of the handler. */
const OF_OVERRIDE: typeof OF_DATE = {
  ...OF_DATE,
  keyOf: (request) =>
    isDay((request.params as { date?: unknown }).date) ? OF_DATE.keyOf(request) : undefined,
};

@ApiTags('Barbers')
@ApiParam({ name: 'date', format: 'date', example: '2027-12-24' })
@Right('availability.change')
@Controller('barbers/:id/overrides/:date')
export class OverridesController {
  constructor(private readonly overrides: OverridesService) {}

  @Get()
  @HasEtag()
  @Public()
  @ApiOperation({
    summary: 'Get when a barber works on one date instead of their week',
    description:
      'Not found if the date has no override. They are a part of the barber’s availability as well.',
  })
  @ApiOkResponse({ type: OverrideDto })
  get(@Param('id', ParseId) id: number, @Param('date', ParseDay) date: string): Promise<OverrideDto> {
    return this.overrides.get(id, date);
  }

  @Put()
  @ChecksIfMatch(OF_OVERRIDE)
  @ApiOperation({
    summary: 'Set when a barber works on one date',
    description: 'Replaces the week and any override on that date. A barber may set only their own.',
  })
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedOverrideDto)
  set(
    @Param('id', ParseId) id: number,
    @Param('date', ParseDay) date: string,
    @Body() { windows }: WindowsDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(OverrideDto & AffectedDto) | AffectedDto> {
    return this.overrides.set(id, date, windows, caller, preview);
  }

  @Delete()
  @ChecksIfMatch(OF_OVERRIDE)
  @ApiOperation({
    summary: 'Remove the override of a date',
    description: 'The barber’s week applies to the date again. Succeeds if there was no override, too.',
  })
  @PrivateAnswer()
  @ApiNoContentResponse({
    description: 'The barber’s week applies to that date, and no appointment is uncovered',
  })
  @ApiOkResponse({
    type: AffectedDto,
    description: 'The barber’s week applies to that date and leaves appointments uncovered',
  })
  async remove(
    @Param('id', ParseId) id: number,
    @Param('date', ParseDay) date: string,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AffectedDto | undefined> {
    const answer = await this.overrides.remove(id, date, caller, preview);
    if (preview === true || answer.affected.length > 0) return answer;
    reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }
}
