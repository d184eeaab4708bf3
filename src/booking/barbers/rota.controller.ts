import { Body, Controller, Delete, Get, HttpStatus, Param, Put, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { ofBarber } from '../places/conditions.js';
import { AffectedDto, AnswersChangeOrPreview, PreviewQueryDto } from '../affected/affected.dto.js';
import { ChangedRotaDto, NewRotaDto, RotaDto } from './rota.dto.js';
import { RotaService } from './rota.service.js';

const OF_ROTA = ofBarber((rota: { get(id: number): Promise<RotaDto> }, id) => rota.get(id));

@ApiTags('Barbers')
@Controller('barbers/:id/rota')
export class RotaController {
  constructor(private readonly rota: RotaService) {}

  @Get()
  @HasEtag()
  @Public()
  @ApiOperation({
    summary: 'Get a barber’s alternating weeks',
    description: 'Not found if the barber has none. They are a part of the barber’s availability as well.',
  })
  @ApiOkResponse({ type: RotaDto })
  get(@Param('id', ParseId) id: number): Promise<RotaDto> {
    return this.rota.get(id);
  }

  @Put()
  @ChecksIfMatch(OF_ROTA)
  @Right('availability.change')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Set a barber’s alternating weeks',
    description:
      'Up to eight weeks, which replace the barber’s week from `startDate` on. Overrides and closures win over them. Appointments stay ' +
      'as they are; `affected` names those that are uncovered now.',
  })
  @AnswersChangeOrPreview(ChangedRotaDto)
  set(
    @Param('id', ParseId) id: number,
    @Body() body: NewRotaDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(RotaDto & AffectedDto) | AffectedDto> {
    return this.rota.set(id, body, caller, preview);
  }

  @Delete()
  @ChecksIfMatch(OF_ROTA)
  @Right('availability.change')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Remove a barber’s alternating weeks',
    description: 'The barber’s week applies again. Succeeds if there were none, too.',
  })
  @ApiNoContentResponse({ description: 'The week applies again, and no appointment is uncovered' })
  @ApiOkResponse({
    type: AffectedDto,
    description: 'The week applies again and leaves appointments uncovered',
  })
  async remove(
    @Param('id', ParseId) id: number,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AffectedDto | undefined> {
    const answer = await this.rota.remove(id, caller, preview);
    if (preview === true || answer.affected.length > 0) return answer;
    reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }
}
