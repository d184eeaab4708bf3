import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Right } from '../caller.js';
import { AuditTrailPageDto, AuditTrailQueryDto } from './audit.dto.js';
import { AuditQuery } from './audit.query.js';

@ApiTags('Users')
@Right('audit.read')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditQuery) {}

  @Get()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'List who changed what, newest first',
    description:
      'What staff changed of the shop, of accounts and of appointments, what people changed of their own accounts, logins of staff, failed ' +
      'logins, and what operators did to the cache. By ids and names of fields: no value of a person is kept. Entries end after `AUDIT_DAYS`.',
  })
  @ApiOkResponse({ type: AuditTrailPageDto })
  @Problems('overloaded')
  list(@Query() query: AuditTrailQueryDto): Promise<AuditTrailPageDto> {
    return this.audit.list(query);
  }
}
