import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Injectable,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/answers/created.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { IF_MATCH, VERSION_HEADER, withVersion } from '../../http/version-headers.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { Replay } from '../../idempotency/replay.js';
import {
  ClientChangesDto,
  ClientDto,
  ClientsPageDto,
  ClientsQueryDto,
  MergeDto,
  NewClientDto,
} from './client.dto.js';
import { ClientErasure } from './client-erasure.service.js';
import { ClientMerge } from './client-merge.service.js';
import { ClientSearch } from './client-search.service.js';
import { ClientsService } from './clients.service.js';

/** Every answer of the route is about the client with its `id`. */
@Injectable()
export class ClientReplay extends Replay {
  override async clientIn(answer: unknown): Promise<number> {
    return (answer as ClientDto).id;
  }
}

@ApiTags('Clients')
@Right('clients.serve')
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly clients: ClientsService,
    private readonly found: ClientSearch,
    private readonly merged: ClientMerge,
    private readonly erasure: ClientErasure,
  ) {}

  @Get()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Search the clients of a business',
    description: 'By a part of the name, the e-mail address or the phone number; ordered by name.',
  })
  @ApiOkResponse({ type: ClientsPageDto })
  @Problems('not-found')
  list(@CurrentCaller() caller: Caller, @Query() query: ClientsQueryDto): Promise<ClientsPageDto> {
    return this.found.search(caller, query);
  }

  @Post()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Add a client',
    description:
      'Of an e-mail address or a phone number that another client has, the answer names that client’s `id`.',
  })
  @Created(ClientDto, VERSION_HEADER)
  @Idempotent(ClientReplay)
  @Problems('client-exists', 'not-found')
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: NewClientDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    return withVersion(reply, await this.clients.create(caller, body));
  }

  @Get(':id')
  @PrivateAnswer()
  @ApiOperation({ summary: 'Get a client', description: 'For staff of the business.' })
  @ApiOkResponse({ type: ClientDto, headers: VERSION_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    return withVersion(reply, await this.clients.get(caller, id));
  }

  @Patch(':id')
  @PrivateAnswer()
  @ApiOperation({ summary: 'Change a client', description: 'Fields that are left out stay as they are.' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: ClientDto, headers: VERSION_HEADER })
  @Problems('client-exists', 'version-mismatch')
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() body: ClientChangesDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    return withVersion(reply, await this.clients.change(caller, id, body, ifMatch));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Erase a client',
    description:
      'The person is gone from everything that is stored when this is answered. Their appointments stay as times.',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'The person is erased' })
  @Problems('version-mismatch')
  erase(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.erasure.erase(caller, id, ifMatch);
  }

  @Post(':id/merge')
  @HttpCode(HttpStatus.OK)
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Merge a client into another',
    description:
      'Appointments, notes and missing addresses go over to `intoId`; the client in the path is deleted.',
  })
  @Idempotent(ClientReplay)
  @ApiOkResponse({ type: ClientDto, headers: VERSION_HEADER })
  @Problems('conflict')
  async merge(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() { intoId }: MergeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    return withVersion(reply, await this.merged.merge(caller, id, intoId));
  }
}
