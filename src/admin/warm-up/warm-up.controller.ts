import { Body, Controller, Delete, Headers, HttpCode, Logger, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { type Caller, CurrentCaller, Roles } from '../../auth/caller.js';
import { DatabaseUnavailable } from '../../database/database.errors.js';
import { Answers } from '../../http/openapi/answers.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { WARM_UP } from '../answers.examples.js';
import { AuditLog } from '../audit.log.js';
import { WarmUpDto } from '../cache.dto.js';
import { preferredType } from '../preferred-type.js';
import { warmUpEvents } from './warm-up.events.js';
import { WarmUpLock } from './warm-up.lock.js';
import type { WarmUpAnswer, WarmUpProgress } from './warm-up.run.js';
import { WarmUpService } from './warm-up.service.js';

interface Cancellation {
  /** Whether anything ran. */
  readonly cancelled: boolean;
}

const EVENT_STREAM = 'text/event-stream';
const STREAMED = `event: done\ndata: ${JSON.stringify(WARM_UP)}\n\n`;

@ApiTags('Cache')
@Roles('admin')
@Controller('cache')
export class WarmUpController {
  private readonly logger = new Logger('WarmUp');

  constructor(
    private readonly service: WarmUpService,
    private readonly lock: WarmUpLock,
    private readonly audit: AuditLog,
  ) {}

  @Post('warm-up')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fill the cache with the slots of some days',
    description:
      'One at a time in the fleet. `Accept: text/event-stream` answers with events: `progress` with the stats so far, and ' +
      'at last `done` with the answer, or `error` with a `code` and a `message`. What is wrong with the request is ' +
      'answered as a problem before the stream begins. A client that goes away ends nothing: `DELETE` does.',
  })
  @Answers<WarmUpAnswer>(WARM_UP, { [EVENT_STREAM]: STREAMED })
  @Problems('warm-up-running', 'conflict', 'not-found', 'shutting-down')
  async warmUp(
    @CurrentCaller() caller: Caller,
    @Body() body: WarmUpDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WarmUpAnswer | Readable> {
    const started = await this.service.warmUp(body);
    const finish = async (progress?: WarmUpProgress) =>
      this.audited(caller, 'warm-up', body, await started.finish(progress));
    if (preferredType(accept, ['application/json', EVENT_STREAM]) !== EVENT_STREAM) return finish();
    reply.header('Content-Type', `${EVENT_STREAM}; charset=utf-8`);
    return warmUpEvents(finish);
  }

  @Delete('warm-up')
  @ApiOperation({ summary: 'Cancel the warm-up, on whichever instance it runs' })
  @Answers<Cancellation>({ cancelled: true })
  async cancel(@CurrentCaller() caller: Caller): Promise<Cancellation> {
    const answer = { cancelled: await this.lock.cancel() };
    // Where nothing ran, nothing was changed.
    if (answer.cancelled) await this.audit.write(caller.id, 'cancel warm-up', {}, answer);
    return answer;
  }

  @Post('preload')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fill the cache with settings, hours, weeks, and the slots of today and tomorrow',
  })
  @Answers<WarmUpAnswer>(WARM_UP)
  @Problems('warm-up-running', 'conflict', 'shutting-down')
  async preload(@CurrentCaller() caller: Caller): Promise<WarmUpAnswer> {
    const started = await this.service.preload();
    return this.audited(caller, 'preload', {}, await started.finish());
  }

  /** What was done is answered also where the database, for which it may have ended early, does not take the audit's row. */
  private async audited(
    caller: Caller,
    action: string,
    body: object,
    answer: WarmUpAnswer,
  ): Promise<WarmUpAnswer> {
    try {
      await this.audit.write(caller.id, action, body, answer);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      this.logger.warn(`Not in the audit log: ${action} by user ${caller.id}: ${answer.message}`);
    }
    return answer;
  }
}
