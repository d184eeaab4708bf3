import { Body, Controller, Delete, Headers, HttpCode, Logger, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { RightsWatch } from '../../auth/rights.watch.js';
import { DatabaseUnavailable } from '../../database/database.errors.js';
import { Answers } from '../../http/openapi/answers.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { AuditLog } from '../audit.log.js';
import { WarmUpDto } from '../cache.dto.js';
import { preferredType } from '../preferred-type.js';
import { CancellationDto, WarmUpAnswerDto } from './warm-up.dto.js';
import { warmUpEvents } from './warm-up.events.js';
import { WarmUpLock } from './warm-up.lock.js';
import type { WarmUpProgress } from './warm-up.run.js';
import { WarmUpService } from './warm-up.service.js';

const EVENT_STREAM = 'text/event-stream';
const STREAMED = 'event: progress\ndata: {"planned":420,"warmed":1,"fresh":0,"failed":0,"durationMs":5}\n\n';

@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache')
export class WarmUpController {
  private readonly logger = new Logger('WarmUp');

  constructor(
    private readonly service: WarmUpService,
    private readonly lock: WarmUpLock,
    private readonly audit: AuditLog,
    private readonly rights: RightsWatch,
  ) {}

  @Post('warm-up')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Load the slots of some days into the cache',
    description:
      'One warm-up runs at a time in all instances. With `Accept: text/event-stream` the answer is a stream of events: ' +
      '`progress` with the stats so far, then `done` with the answer, or `error` with a `code` and a `message`. An invalid ' +
      'request is answered as a problem before the stream begins. If the client disconnects, the warm-up goes on; `DELETE` ' +
      'cancels it.',
  })
  @Answers(WarmUpAnswerDto, { [EVENT_STREAM]: STREAMED })
  @Problems('warm-up-running', 'conflict', 'not-found', 'shutting-down')
  async warmUp(
    @CurrentCaller() caller: Caller,
    @Body() body: WarmUpDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WarmUpAnswerDto | Readable> {
    const started = await this.service.warmUp(body);
    const finish = async (progress?: WarmUpProgress) =>
      this.audited(caller, 'warm-up', body, await started.finish(progress));
    if (preferredType(accept, ['application/json', EVENT_STREAM]) !== EVENT_STREAM) return finish();
    reply.header('Content-Type', `${EVENT_STREAM}; charset=utf-8`);
    return warmUpEvents(finish, (gone) => this.rights.start('cache.operate', gone));
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
      if (!(error instanceof DatabaseUnavailable)) throw error;
      this.logger.warn(`Not in the audit log: ${action} by user ${caller.id}: ${answer.message}`);
    }
    return answer;
  }
}
