import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Business } from './business.entity.js';
import { Records } from './records.js';

@Injectable()
export class BusinessesService extends Records<Business> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Business, 'business');
  }
}
