import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Created } from '../../http/answers/created.decorator.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import {
  ChangedServiceDto,
  ServiceChangesDto,
  ServiceDto,
  ServicesDto,
  ServicesQueryDto,
  NewServiceDto,
} from './service.dto.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { AnswersChangeOrPreview, type AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { ofService } from '../places/conditions.js';
import { viewOf } from './listing.js';
import { listingOf } from './listing.resolver.js';
import { SERVICE_CURSORS, ServicesService } from './services.service.js';

@ApiTags('Shop')
@Controller('services')
export class ServicesController {
  constructor(private readonly services: ServicesService) {}

  @Get()
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'List all services, or those that a location offers',
    description:
      'What clients book: a duration, buffers and a price. Those that are not active are shown to staff only.',
  })
  @ApiOkResponse({ type: ServicesDto })
  list(
    @Query() query: ServicesQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ListPage<ServiceDto>> {
    return this.services.list(listingOf(query, caller, SERVICE_CURSORS), query.locationId);
  }

  @Post()
  @Right('services.change')
  @ApiOperation({
    summary: 'Add a service',
    description:
      'Barbers without a list of services offer it as well. Where it names no interval, notice or horizon, the booking settings ' +
      'of the business apply.',
  })
  @Created(ServiceDto)
  @Idempotent()
  create(@Body() body: NewServiceDto): Promise<ServiceDto> {
    return this.services.add(body);
  }

  @Get(':id')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get a service',
    description:
      'What clients book: a duration, buffers and a price. Those that are not active are shown to staff only.',
  })
  @ApiOkResponse({ type: ServiceDto })
  get(@Param('id', ParseId) id: number, @CurrentCaller() caller: Caller | undefined): Promise<ServiceDto> {
    return this.services.get(id, viewOf(caller));
  }

  @Patch(':id')
  @ChecksIfMatch(ofService((services: ServicesController, id, { caller }) => services.get(id, caller)))
  @Right('services.price')
  @ApiOperation({
    summary: 'Change a service',
    description:
      'Fields that are left out stay as they are. Managers may change only the price, and only if the service is not offered ' +
      'at any location but theirs. Appointments keep their length and price, also where the service is not offered any more; ' +
      '`affected` names these.',
  })
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedServiceDto)
  change(
    @Param('id', ParseId) id: number,
    @Body() body: ServiceChangesDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(ServiceDto & AffectedDto) | AffectedDto> {
    return this.services.changeAs(caller, id, body, preview);
  }
}
