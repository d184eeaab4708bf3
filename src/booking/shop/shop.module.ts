import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { CoverageModule } from '../affected/coverage.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { Business } from './business.entity.js';
import { BusinessesController } from './businesses.controller.js';
import { Location } from './location.entity.js';
import { LocationsController } from './locations.controller.js';
import { Service } from './service.entity.js';
import { ServicesController } from './services.controller.js';
import { shopDomain } from './shop.domain.js';
import { BusinessesService } from './businesses.service.js';
import { LocationsService } from './locations.service.js';
import { ServicesService } from './services.service.js';

/** What the shop is: its businesses, their locations, and the services they sell. */
@Module({
  imports: [
    AuthModule,
    EventsModule,
    CoverageModule,
    TypeOrmModule.forFeature([Business, Location, Service]),
    InvalidationModule.forFeature(shopDomain),
  ],
  controllers: [BusinessesController, LocationsController, ServicesController],
  providers: [BusinessesService, LocationsService, ServicesService],
})
export class ShopModule {}
