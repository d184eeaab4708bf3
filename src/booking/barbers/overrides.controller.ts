import { Body, Controller, Delete, Header, HttpStatus, Param, Put, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { ParseDay, ParseId } from '../../http/validation/param.pipes.js';
import { WindowsDto } from '../wall-time/windows.dto.js';
import { AnswersChangeOrPreview, AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { ChangedOverrideDto, type OverrideDto } from './availability.dto.js';
import { OverridesService } from './overrides.service.js';

@ApiTags('Barbers')
@ApiParam({ name: 'date', format: 'date', example: '2027-12-24' })
@Right('availability.change')
@Controller('barbers/:id/overrides/:date')
export class OverridesController {
  constructor(private readonly overrides: OverridesService) {}

  @Put()
  @ApiOperation({
    summary: 'Set when a barber works on one date',
    description: 'Replaces the week and any override on that date. A barber may set only their own.',
  })
  @Header('Cache-Control', 'private, no-store')
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
  @ApiOperation({
    summary: 'Remove the override of a date',
    description: 'The barber’s week applies to the date again. Succeeds if there was no override, too.',
  })
  @Header('Cache-Control', 'private, no-store')
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
