import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { AuditLog } from '../audit.log.js';
import {
  EntriesDto,
  EntriesQueryDto,
  EntryDto,
  EntryForgetQueryDto,
  EntryInvalidationDto,
  EntryQueryDto,
} from './entries.dto.js';
import { EntriesService } from './entries.service.js';

/** Single entries of the cache. What is forgotten is written to the audit log. */
@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache')
export class EntriesController {
  constructor(
    private readonly entries: EntriesService,
    private readonly audit: AuditLog,
  ) {}

  @Get('entries')
  @ApiOperation({
    summary: 'List entries of the store by the beginning of their keys',
    description:
      'One request scans some thousand keys. A page may be empty though there are more: go on until `nextCursor` is null. With ' +
      'the cache in memory, of the instance that answers.',
  })
  @ApiOkResponse({ type: EntriesDto })
  list(@Query() query: EntriesQueryDto): Promise<EntriesDto> {
    return this.entries.list(query);
  }

  @Get('entry')
  @ApiOperation({ summary: 'Get one entry: its value, its age, its tags, and why it will end' })
  @ApiOkResponse({ type: EntryDto })
  @Problems('not-found', 'cache-unavailable')
  entry(@Query() { key }: EntryQueryDto): Promise<EntryDto> {
    return this.entries.entry(key);
  }

  @Delete('entry')
  @ApiOperation({
    summary: 'Invalidate one entry, by forgetting the tags that it depends on',
    description:
      'Every other entry that depends on one of these tags goes with it; the answer says how many. With `dryRun=true` they are only counted.',
  })
  @ApiOkResponse({ type: EntryInvalidationDto })
  @Problems('not-found', 'conflict', 'cache-unavailable')
  async forget(
    @CurrentCaller() caller: Caller,
    @Query() { key, dryRun }: EntryForgetQueryDto,
  ): Promise<EntryInvalidationDto> {
    const answer = await this.entries.forget(key, dryRun);
    if (!dryRun) await this.audit.write(caller.id, 'invalidate entry', { key }, answer);
    return answer;
  }
}
