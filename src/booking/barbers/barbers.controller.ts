import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Roles } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ApiItems, type Items } from '../../http/openapi/items.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { BarberChangesDto, BarberDto, BarbersQueryDto, NewBarberDto } from './barber.dto.js';
import { BarbersService } from './barbers.service.js';

@ApiTags('Barbers')
@Controller('barbers')
export class BarbersController {
  constructor(private readonly barbers: BarbersService) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'All barbers, or those of a location' })
  @ApiItems(BarberDto)
  async list(@Query() { locationId }: BarbersQueryDto): Promise<Items<BarberDto>> {
    return { items: await this.barbers.list(locationId) };
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Add a barber', description: 'He is off until his availability is set.' })
  @Created(BarberDto)
  @Problems('conflict')
  create(@Body() body: NewBarberDto): Promise<BarberDto> {
    return this.barbers.create(body);
  }

  @Get(':id')
  @Public()
  @ApiOperation({ summary: 'A barber' })
  @ApiOkResponse({ type: BarberDto })
  get(@Param('id', ParseId) id: number): Promise<BarberDto> {
    return this.barbers.get(id);
  }

  @Patch(':id')
  @Roles('admin', 'barber')
  @ApiOperation({
    summary: 'Change a barber',
    description:
      'Fields that are left out stay as they are; `serviceIds` replaces the list. A barber may change his own name, ' +
      'and nothing else here. Appointments stay where they were booked when he moves to another location.',
  })
  @ApiOkResponse({ type: BarberDto })
  @Problems('conflict')
  change(
    @Param('id', ParseId) id: number,
    @Body() body: BarberChangesDto,
    @CurrentCaller() caller: Caller,
  ): Promise<BarberDto> {
    return this.barbers.change(id, body, caller);
  }
}
