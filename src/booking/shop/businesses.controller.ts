import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/answers/created.decorator.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { ofBusiness } from '../places/conditions.js';
import { BusinessChangesDto, BusinessDto, BusinessesDto, NewBusinessDto } from './business.dto.js';
import { listingOf } from './listing.resolver.js';
import { BUSINESS_CURSORS, BusinessesService } from './businesses.service.js';

@ApiTags('Shop')
@Controller('businesses')
export class BusinessesController {
  constructor(private readonly businesses: BusinessesService) {}

  @Get()
  @Right('businesses.read')
  @ApiOperation({
    summary: 'List all businesses',
    description: 'Locations belong to a business, which sets the booking rules.',
  })
  @ApiOkResponse({ type: BusinessesDto })
  list(
    @Query() query: ListQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ListPage<BusinessDto>> {
    return this.businesses.list(listingOf(query, caller, BUSINESS_CURSORS));
  }

  @Post()
  @Right('businesses.change')
  @ApiOperation({
    summary: 'Add a business',
    description: 'It has the default booking rules until they are set.',
  })
  @Created(BusinessDto)
  @Idempotent()
  create(@Body() body: NewBusinessDto): Promise<BusinessDto> {
    return this.businesses.create(body);
  }

  @Get(':id')
  @HasEtag()
  @Right('businesses.read')
  @ApiOperation({
    summary: 'Get a business',
    description: 'Locations belong to a business, which sets the booking rules.',
  })
  @ApiOkResponse({ type: BusinessDto })
  get(@Param('id', ParseId) id: number): Promise<BusinessDto> {
    return this.businesses.get(id);
  }

  @Patch(':id')
  @ChecksIfMatch(ofBusiness((businesses: BusinessesController, id) => businesses.get(id)))
  @Right('businesses.change')
  @ApiOperation({ summary: 'Change a business', description: 'Fields that are left out stay as they are.' })
  @ApiOkResponse({ type: BusinessDto })
  change(@Param('id', ParseId) id: number, @Body() body: BusinessChangesDto): Promise<BusinessDto> {
    return this.businesses.change(id, body);
  }
}
