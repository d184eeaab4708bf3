import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Created } from '../../http/answers/created.decorator.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofLocation } from '../places/conditions.js';
import { AnswersChangeOrPreview, type AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import {
  ChangedLocationDto,
  LocationChangesDto,
  LocationDto,
  LocationsDto,
  NewLocationDto,
} from './location.dto.js';
import { listingOf } from './listing.resolver.js';
import { LOCATION_CURSORS, LocationsService } from './locations.service.js';

@ApiTags('Shop')
@Controller('locations')
export class LocationsController {
  constructor(private readonly locations: LocationsService) {}

  @Get()
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'List all locations',
    description:
      'Barbers work at a location, on the clock of its time zone. Those closed or hidden are shown to staff only.',
  })
  @ApiOkResponse({ type: LocationsDto })
  list(
    @Query() query: ListQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ListPage<LocationDto>> {
    return this.locations.list(listingOf(query, caller, LOCATION_CURSORS));
  }

  @Post()
  @Right('locations.change')
  @ApiOperation({
    summary: 'Add a location',
    description: 'It is open at all hours until its business hours are set.',
  })
  @Created(LocationDto)
  @Idempotent()
  create(@Body() body: NewLocationDto): Promise<LocationDto> {
    return this.locations.create(body);
  }

  @Get(':id')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get a location',
    description: 'Barbers work at a location, on the clock of its time zone.',
  })
  @ApiOkResponse({ type: LocationDto })
  get(@Param('id', ParseId) id: number): Promise<LocationDto> {
    return this.locations.get(id);
  }

  @Patch(':id')
  @ChecksIfMatch(ofLocation((locations: LocationsController, id) => locations.get(id)))
  @Right('locations.change')
  @ApiOperation({
    summary: 'Change a location',
    description:
      'Fields that are left out stay as they are. `businessId` stays once clients have appointments here.',
  })
  @Problems('conflict')
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedLocationDto)
  change(
    @Param('id', ParseId) id: number,
    @Body() body: LocationChangesDto,
    @Query() { preview }: PreviewQueryDto,
  ): Promise<(LocationDto & AffectedDto) | AffectedDto> {
    return this.locations.changeHours(id, body, preview);
  }
}
