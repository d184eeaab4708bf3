import { Body, Controller, Delete, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { type Caller, CurrentCaller, Roles } from '../../auth/caller.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { AuditLog } from '../audit.log.js';
import { WarmUpDto } from '../cache.dto.js';
import { WarmUpLease } from './warm-up.lease.js';
import { type WarmUpAnswer, WarmUpService } from './warm-up.service.js';

const STATS = { planned: 420, warmed: 400, fresh: 20, failed: 0, durationMs: 1800 };
const ANSWER = {
  schema: { type: 'object', example: { message: 'The cache is warm.', stats: STATS } },
} as const;

@ApiTags('Cache')
@Roles('admin')
@Controller('cache')
export class WarmUpController {
  constructor(
    private readonly service: WarmUpService,
    private readonly lease: WarmUpLease,
    private readonly audit: AuditLog,
  ) {}

  @Post('warm-up')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fill the cache with the slots of some days',
    description:
      'One at a time in the fleet. `Accept: text/event-stream` answers with progress events while it runs.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse(ANSWER)
  @Problems('warm-up-running')
  async warmUp(
    @CurrentCaller() caller: Caller,
    @Body() body: WarmUpDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WarmUpAnswer | Readable> {
    if (!/\btext\/event-stream\b/.test(accept ?? '')) {
      return this.audited(caller, 'warm-up', body, await this.service.warmUp(body));
    }
    reply.header('Content-Type', 'text/event-stream; charset=utf-8');
    const events = new Readable({ read: () => undefined });
    const send = (event: string, data: unknown) =>
      events.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    void this.service
      .warmUp(body, (stats) => send('progress', stats))
      .then(async (answer) => send('done', await this.audited(caller, 'warm-up', body, answer)))
      .catch((error: Error) => send('error', { message: error.message }))
      .finally(() => events.push(null));
    return events;
  }

  @Delete('warm-up')
  @ApiOperation({ summary: 'Cancel the warm-up, on whichever instance it runs' })
  @ApiOkResponse({ schema: { type: 'object', example: { cancelled: true } } })
  async cancel(@CurrentCaller() caller: Caller): Promise<{ cancelled: boolean }> {
    const answer = { cancelled: await this.lease.cancel() };
    await this.audit.write(caller.id, 'cancel warm-up', {}, answer);
    return answer;
  }

  @Post('preload')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fill the cache with settings, hours, weeks, and the slots of today and tomorrow',
  })
  @ApiOkResponse(ANSWER)
  @Problems('warm-up-running')
  async preload(@CurrentCaller() caller: Caller): Promise<WarmUpAnswer> {
    return this.audited(caller, 'preload', {}, await this.service.preload());
  }

  private async audited(
    caller: Caller,
    action: string,
    body: object,
    answer: WarmUpAnswer,
  ): Promise<WarmUpAnswer> {
    await this.audit.write(caller.id, action, body, answer);
    return answer;
  }
}
