import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Created } from '../../http/answers/created.decorator.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { viewOf } from '../shop/listing.js';
import { listingOf } from '../shop/listing.resolver.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofBarber } from '../places/conditions.js';
import { AnswersChangeOrPreview, type AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import {
  BarberChangesDto,
  ChangedBarberDto,
  BarberDto,
  BarbersDto,
  BarbersQueryDto,
  NewBarberDto,
} from './barber.dto.js';
import { BARBER_CURSORS, BarbersService } from './barbers.service.js';

@ApiTags('Barbers')
@Controller('barbers')
export class BarbersController {
  constructor(private readonly barbers: BarbersService) {}

  @Get()
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'List all barbers, or those of a location',
    description:
      'Also barbers who have no availability yet. Those who left or are hidden, and those of a closed location, are shown ' +
      'to staff only.',
  })
  @ApiOkResponse({ type: BarbersDto })
  list(
    @Query() query: BarbersQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ListPage<BarberDto>> {
    return this.barbers.list(listingOf(query, caller, BARBER_CURSORS), query.locationId);
  }

  @Post()
  @Right('barbers.create')
  @ApiOperation({
    summary: 'Add a barber',
    description:
      'A new barber does not work until their availability is set. Managers may add barbers to their locations; only an ' +
      'admin may name a `userId`.',
  })
  @Created(BarberDto)
  @Idempotent()
  @Problems('conflict')
  create(@Body() body: NewBarberDto, @CurrentCaller() caller: Caller): Promise<BarberDto> {
    return this.barbers.create(body, caller);
  }

  @Get(':id')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get a barber',
    description: 'Their location and services; see also their availability.',
  })
  @ApiOkResponse({ type: BarberDto })
  get(@Param('id', ParseId) id: number, @CurrentCaller() caller: Caller | undefined): Promise<BarberDto> {
    return this.barbers.get(id, viewOf(caller));
  }

  @Patch(':id')
  @ChecksIfMatch(ofBarber((barbers: BarbersController, id, { caller }) => barbers.get(id, caller)))
  @Right('barbers.rename')
  @ApiOperation({
    summary: 'Change a barber',
    description:
      'Fields that are left out stay as they are; `serviceIds` and `services` replace the list. Barbers may change only their own name, ' +
      'managers the barbers of their locations; only an admin may change `userId`. ' +
      'When a barber moves to another location, appointments stay where they were booked; `affected` names them.',
  })
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedBarberDto)
  @Problems('conflict')
  change(
    @Param('id', ParseId) id: number,
    @Body() body: BarberChangesDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(BarberDto & AffectedDto) | AffectedDto> {
    return this.barbers.change(id, body, caller, preview);
  }
}
