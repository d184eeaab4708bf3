import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Location } from './location.entity.js';
import { Records } from './records.js';

@Injectable()
export class LocationsService extends Records<Location> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Location, 'location');
  }
}
