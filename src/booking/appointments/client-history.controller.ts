import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { ClientExportDto, ClientHistoryDto } from './client-history.dto.js';
import { ClientHistory } from './client-history.service.js';

@ApiTags('Clients')
@Right('clients.serve')
@Controller('clients/:id')
export class ClientHistoryController {
  constructor(private readonly history: ClientHistory) {}

  @Get('bookings')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'List a client’s appointments',
    description: 'At all locations, the latest first.',
  })
  @ApiOkResponse({ type: ClientHistoryDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Query() query: ListQueryDto,
  ): Promise<ClientHistoryDto> {
    return this.history.list(caller, id, query);
  }

  @Get('export')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Export a client',
    description: 'Everything that the business stores about the person, as one JSON document.',
  })
  @ApiOkResponse({ type: ClientExportDto })
  export(@CurrentCaller() caller: Caller, @Param('id', ParseId) id: number): Promise<ClientExportDto> {
    return this.history.export(caller, id);
  }
}
