import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { ApiItems, type Items } from '../../http/openapi/items.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { BusinessChangesDto, BusinessDto, NewBusinessDto } from './business.dto.js';
import { BusinessesService } from './shop.services.js';

@ApiTags('Shop')
@Controller('businesses')
export class BusinessesController {
  constructor(private readonly businesses: BusinessesService) {}

  @Get()
  @ApiOperation({
    summary: 'List all businesses',
    description: 'Locations belong to a business, which sets the booking rules.',
  })
  @ApiItems(BusinessDto)
  async list(): Promise<Items<BusinessDto>> {
    return { items: await this.businesses.list() };
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Add a business',
    description: 'It has the default booking rules until they are set.',
  })
  @Created(BusinessDto)
  create(@Body() body: NewBusinessDto): Promise<BusinessDto> {
    return this.businesses.create(body);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Get a business',
    description: 'Locations belong to a business, which sets the booking rules.',
  })
  @ApiOkResponse({ type: BusinessDto })
  get(@Param('id', ParseId) id: number): Promise<BusinessDto> {
    return this.businesses.get(id);
  }

  @Patch(':id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a business', description: 'Fields that are left out stay as they are.' })
  @ApiOkResponse({ type: BusinessDto })
  change(@Param('id', ParseId) id: number, @Body() body: BusinessChangesDto): Promise<BusinessDto> {
    return this.businesses.change(id, body);
  }
}
