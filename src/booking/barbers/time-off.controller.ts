import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { NewTimeOffDto, TimeOffDto } from './time-off.dto.js';
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
      'A barber may add only their own. No slot overlaps time off; existing appointments stay as they are.',
  })
  @Created(TimeOffDto)
  add(
    @Param('id', ParseId) id: number,
    @Body() body: NewTimeOffDto,
    @CurrentCaller() caller: Caller,
  ): Promise<TimeOffDto> {
    return this.timeOff.add(id, body, caller);
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
