import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, Roles } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ApiItems, type Items } from '../../http/openapi/items.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { ServiceChangesDto, ServiceDto, NewServiceDto } from './service.dto.js';
import { ServicesService } from './shop.services.js';

@ApiTags('Shop')
@Controller('services')
export class ServicesController {
  constructor(private readonly services: ServicesService) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'List all services',
    description: 'What clients book: a duration, buffers and a price.',
  })
  @ApiItems(ServiceDto)
  async list(): Promise<Items<ServiceDto>> {
    return { items: await this.services.list() };
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Add a service',
    description: 'Barbers without a list of services offer it as well.',
  })
  @Created(ServiceDto)
  create(@Body() body: NewServiceDto): Promise<ServiceDto> {
    return this.services.create(body);
  }

  @Get(':id')
  @Public()
  @ApiOperation({
    summary: 'Get a service',
    description: 'What clients book: a duration, buffers and a price.',
  })
  @ApiOkResponse({ type: ServiceDto })
  get(@Param('id', ParseId) id: number): Promise<ServiceDto> {
    return this.services.get(id);
  }

  @Patch(':id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a service', description: 'Fields that are left out stay as they are.' })
  @ApiOkResponse({ type: ServiceDto })
  change(@Param('id', ParseId) id: number, @Body() body: ServiceChangesDto): Promise<ServiceDto> {
    return this.services.change(id, body);
  }
}
