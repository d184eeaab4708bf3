import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { ParseDay, ParseId } from '../../http/validation/param.pipes.js';
import { WindowsDto } from '../wall-time/windows.dto.js';
import { OverrideDto } from './availability.dto.js';
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
  @ApiOkResponse({ type: OverrideDto })
  set(
    @Param('id', ParseId) id: number,
    @Param('date', ParseDay) date: string,
    @Body() { windows }: WindowsDto,
    @CurrentCaller() caller: Caller,
  ): Promise<OverrideDto> {
    return this.overrides.set(id, date, windows, caller);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Remove the override of a date',
    description: 'The barber’s week applies to the date again. Succeeds if there was no override, too.',
  })
  @ApiNoContentResponse({ description: 'The barber’s week applies to that date' })
  remove(
    @Param('id', ParseId) id: number,
    @Param('date', ParseDay) date: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.overrides.remove(id, date, caller);
  }
}
