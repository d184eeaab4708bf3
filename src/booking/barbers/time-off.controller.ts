import {
  Body,
  Controller,
  Delete,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { AddedTimeOffDto, NewTimeOffDto, type TimeOffDto } from './time-off.dto.js';
import { TimeOffService } from './time-off.service.js';

@ApiTags('Barbers')
@Right('availability.change')
@Controller('barbers/:id/time-off')
export class TimeOffController {
  constructor(private readonly timeOff: TimeOffService) {}

  @Post()
  @ApiOperation({
    summary: 'Give a barber time off',
    description:
      'A barber may add only their own. No slot overlaps time off; existing appointments stay as they are, and `affected` names them.',
  })
  @Header('Cache-Control', 'private, no-store')
  @Created(AddedTimeOffDto)
  @ApiOkResponse({ type: AffectedDto, description: 'With `preview=true`: what it would leave uncovered' })
  async add(
    @Param('id', ParseId) id: number,
    @Body() body: NewTimeOffDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<(TimeOffDto & AffectedDto) | AffectedDto> {
    if (preview === true) reply.status(HttpStatus.OK);
    return this.timeOff.add(id, body, caller, preview);
  }

  @Delete(':timeOffId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Remove a barber’s time off', description: 'A barber may remove only their own.' })
  @ApiNoContentResponse({ description: 'The time off is removed' })
  remove(
    @Param('id', ParseId) id: number,
    @Param('timeOffId', ParseId) timeOffId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.timeOff.remove(id, timeOffId, caller);
  }
}
