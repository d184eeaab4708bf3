import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Service } from './service.entity.js';
import { Records } from './records.js';

@Injectable()
export class ServicesService extends Records<Service> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Service, 'service');
  }
}
