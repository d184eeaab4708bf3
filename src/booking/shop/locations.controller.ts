import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, Roles } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ApiItems, type Items } from '../../http/openapi/items.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { LocationChangesDto, LocationDto, NewLocationDto } from './location.dto.js';
import { LocationsService } from './shop.services.js';

@ApiTags('Shop')
@Controller('locations')
export class LocationsController {
  constructor(private readonly locations: LocationsService) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'List all locations',
    description: 'Barbers work at a location, on the clock of its time zone.',
  })
  @ApiItems(LocationDto)
  async list(): Promise<Items<LocationDto>> {
    return { items: await this.locations.list() };
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Add a location',
    description: 'It is open at all hours until its business hours are set.',
  })
  @Created(LocationDto)
  create(@Body() body: NewLocationDto): Promise<LocationDto> {
    return this.locations.create(body);
  }

  @Get(':id')
  @Public()
  @ApiOperation({
    summary: 'Get a location',
    description: 'Barbers work at a location, on the clock of its time zone.',
  })
  @ApiOkResponse({ type: LocationDto })
  get(@Param('id', ParseId) id: number): Promise<LocationDto> {
    return this.locations.get(id);
  }

  @Patch(':id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a location', description: 'Fields that are left out stay as they are.' })
  @ApiOkResponse({ type: LocationDto })
  change(@Param('id', ParseId) id: number, @Body() body: LocationChangesDto): Promise<LocationDto> {
    return this.locations.change(id, body);
  }
}
