import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Business } from './business.entity.js';
import { Location } from './location.entity.js';
import { Records } from './records.js';
import { Service } from './service.entity.js';

@Injectable()
export class BusinessesService extends Records<Business> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Business, 'business');
  }
}

@Injectable()
export class LocationsService extends Records<Location> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Location, 'location');
  }
}

@Injectable()
export class ServicesService extends Records<Service> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Service, 'service');
  }
}
