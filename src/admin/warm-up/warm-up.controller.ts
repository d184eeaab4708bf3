import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Logger,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { RightsWatch } from '../../auth/rights.watch.js';
import { DatabaseUnavailable } from '../../database/database.errors.js';
import { EVENT_STREAM } from '../../http/open-streams.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { LaneFull } from '../../time/lane.js';
import { AuditLog } from '../audit.log.js';
import { WarmUpDto } from '../cache.dto.js';
import { preferredType } from '../preferred-type.js';
import {
  CancellationDto,
  WarmUpAnswerDto,
  WarmUpDryRunDto,
  WarmUpQueryDto,
  WarmUpStateDto,
} from './warm-up.dto.js';
import { warmUpEvents } from './warm-up.events.js';
import { WarmUpLock } from './warm-up.lock.js';
import { WarmUpRecord } from './warm-up.record.js';
import type { WarmUpProgress } from './warm-up.run.js';
import { WarmUpService } from './warm-up.service.js';

const RESPOND_ASYNC = 'respond-async';
const STREAMED = 'event: progress\ndata: {"planned":420,"warmed":1,"fresh":0,"failed":0,"durationMs":5}\n\n';

@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache')
export class WarmUpController {
  private readonly logger = new Logger('WarmUp');

  constructor(
    private readonly service: WarmUpService,
    private readonly lock: WarmUpLock,
    private readonly record: WarmUpRecord,
    private readonly audit: AuditLog,
    private readonly rights: RightsWatch,
  ) {}

  @Post('warm-up')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Load the slots of some days into the cache',
    description:
      'First what clients asked for lately, then what they are expected to ask for, then all other lists, for as long as the first ' +
      'entries live. One warm-up runs at a time in all instances; while the cache is suspended, it waits. ' +
      'With `dryRun=true` the answer is the plan, and nothing is loaded. With `Prefer: respond-async` the answer is 202 at once, and ' +
      '`GET` reports how far it is. With `Accept: text/event-stream` the answer is a stream of events: ' +
      '`progress` with the stats so far, then `done` with the answer, or `error` with a `code` and a `message`. An invalid ' +
      'request is answered as a problem before the stream begins. If the client disconnects, the warm-up goes on; `DELETE` ' +
      'cancels it.',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`respond-async` (RFC 7240)',
    schema: { type: 'string', example: 'respond-async' },
  })
  @ApiExtraModels(WarmUpAnswerDto, WarmUpDryRunDto)
  @ApiOkResponse({
    content: {
      'application/json': {
        schema: { anyOf: [WarmUpDryRunDto, WarmUpAnswerDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
      },
      [EVENT_STREAM]: { schema: { type: 'string', example: STREAMED } },
    },
  })
  @ApiAcceptedResponse({
    type: WarmUpStateDto,
    description: 'The warm-up runs',
    headers: {
      Location: {
        description: 'Where its progress is',
        schema: { type: 'string', example: '/api/v1/cache/warm-up' },
      },
      'Preference-Applied': {
        description: 'The preference that was followed',
        schema: { type: 'string', example: RESPOND_ASYNC },
      },
    },
  })
  @Problems('warm-up-running', 'conflict', 'not-found', 'shutting-down')
  async warmUp(
    @CurrentCaller() caller: Caller,
    @Query() { dryRun }: WarmUpQueryDto,
    @Body() body: WarmUpDto,
    @Req() { headers, url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WarmUpAnswerDto | WarmUpDryRunDto | WarmUpStateDto | Readable> {
    if (dryRun) return { plan: await this.service.dryRun(body) };
    const started = await this.service.warmUp(body);
    const finish = async (progress?: WarmUpProgress) =>
      this.audited(caller, 'warm-up', body, await started.finish(progress));
    if (prefersAsync(headers['prefer'])) {
      void finish().catch((error: unknown) =>
        this.logger.warn(`A warm-up failed; the cache fills as clients read: ${String(error)}`),
      );
      reply
        .status(HttpStatus.ACCEPTED)
        .header('Location', url.split('?')[0])
        .header('Preference-Applied', RESPOND_ASYNC);
      return this.record.latest();
    }
    if (preferredType(headers.accept, ['application/json', EVENT_STREAM]) !== EVENT_STREAM) return finish();
    reply.header('Content-Type', `${EVENT_STREAM}; charset=utf-8`);
    return warmUpEvents(finish, (gone) => this.rights.start('cache.operate', gone));
  }

  @Get('warm-up')
  @ApiOperation({
    summary: 'Get how far the running warm-up is, or how the last one ended',
    description: 'Of all instances, whether it was requested or scheduled.',
  })
  @ApiOkResponse({ type: WarmUpStateDto })
  progress(): Promise<WarmUpStateDto> {
    return this.record.latest();
  }

  @Delete('warm-up')
  @ApiOperation({ summary: 'Cancel the running warm-up', description: 'On whichever instance it runs.' })
  @ApiOkResponse({ type: CancellationDto })
  async cancel(@CurrentCaller() caller: Caller): Promise<CancellationDto> {
    const answer = { cancelled: await this.lock.cancel() };
    // If no warm-up ran, nothing was changed.
    if (answer.cancelled) await this.audit.write(caller.id, 'cancel warm-up', {}, answer);
    return answer;
  }

  @Post('preload')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Load what is read most into the cache',
    description: 'Settings, business hours, weeks, and the slots of today and tomorrow.',
  })
  @ApiOkResponse({ type: WarmUpAnswerDto })
  @Problems('warm-up-running', 'conflict', 'shutting-down')
  async preload(@CurrentCaller() caller: Caller): Promise<WarmUpAnswerDto> {
    const started = await this.service.preload();
    return this.audited(caller, 'preload', {}, await started.finish());
  }

  /**
   * Writes the audit row and returns the answer, even if the row cannot be written: the database failure may be what
   * ended the warm-up early.
   */
  private async audited(
    caller: Caller,
    action: string,
    body: object,
    answer: WarmUpAnswerDto,
  ): Promise<WarmUpAnswerDto> {
    try {
      await this.audit.write(caller.id, action, body, answer);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable || error instanceof LaneFull)) throw error;
      this.logger.warn(
        `Could not write the audit entry (database unavailable): ${action} by user ${caller.id}: ${answer.message}`,
      );
    }
    return answer;
  }
}

/** Whether `Prefer` names `respond-async` (RFC 7240), among whatever else. */
function prefersAsync(prefer: string | string[] | undefined): boolean {
  return [prefer ?? '']
    .flat()
    .flatMap((field) => field.split(','))
    .some((preference) => preference.split(/[;=]/, 1)[0]?.trim().toLowerCase() === RESPOND_ASYNC);
}
