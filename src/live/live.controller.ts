import { Controller, Get, HttpStatus, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CallerRequest, Public } from '../auth/caller.js';
import { EVENT_STREAM } from '../http/open-streams.js';
import { Problems } from '../http/openapi/problems.decorator.js';
import { LiveQueryDto } from './live.dto.js';
import { LiveSources } from './live.sources.js';
import { LiveStreams } from './live-streams.js';

type LiveHttpRequest = FastifyRequest & CallerRequest & { readonly query: object };

const STREAMED =
  'retry: 2600\nid: 91823\n\nid: 91871\nevent: changed\ndata: {"version":91871,"etag":"\\"Zl3…\\""}\n\n';

@ApiTags('Booking')
@Controller('bookings')
export class LiveController {
  constructor(
    private readonly sources: LiveSources,
    private readonly streams: LiveStreams,
  ) {}

  @Get('live')
  @Public()
  @ApiOperation({
    summary: 'Watch a list',
    description:
      'A stream of server-sent events. Open it, then read the list; read it again after each event. `changed` ' +
      '(`{version, etag}`): the list is another one, and a read that begins now shows this state or a later one. `resync`: ' +
      'changes may have been missed. `gone`: the access token or the right has ended; log in again. Each `id` is a version, and ' +
      'versions are ordered alike on all instances: a client that comes back with `Last-Event-ID` gets `changed` at once if its ' +
      'state is an older one. The list is that of the same query at the time of the request: without `date` it stays with today.',
  })
  @ApiQuery({ type: LiveQueryDto })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event, as an EventSource sends it',
    schema: { type: 'string', example: '91823' },
  })
  @ApiOkResponse({
    description: 'The stream; it ends with the session, or when the server stops',
    content: { [EVENT_STREAM]: { schema: { type: 'string', example: STREAMED } } },
  })
  @Problems('not-found', 'range-too-wide', 'rate-limited', 'overloaded')
  async watch(@Req() request: LiveHttpRequest, @Res() reply: FastifyReply): Promise<void> {
    const source = this.sources.of(request.query, request.caller);
    if (request.method === 'HEAD') {
      void reply.header('Content-Type', EVENT_STREAM).code(HttpStatus.OK).send();
      return;
    }
    const lastEventId = request.headers['last-event-id']?.toString();
    await this.streams.start(reply, { source, lastEventId });
  }
}
