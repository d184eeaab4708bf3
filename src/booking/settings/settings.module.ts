import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../events/events.module.js';
import { CoverageModule } from '../affected/coverage.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { PlacesModule } from '../places/places.module.js';
import { BookingSettingsService } from './booking-settings.service.js';
import { BusinessHoursService } from './business-hours.service.js';
import { BusinessSettings } from './business-settings.entity.js';
import { SettingsController } from './settings.controller.js';
import { settingsDomain } from './settings.domain.js';

/** Business hours of locations and booking settings of businesses. */
@Module({
  imports: [
    EventsModule,
    CoverageModule,
    PlacesModule,
    TypeOrmModule.forFeature([BusinessSettings]),
    InvalidationModule.forFeature(settingsDomain),
  ],
  controllers: [SettingsController],
  providers: [BusinessHoursService, BookingSettingsService],
  exports: [BusinessHoursService, BookingSettingsService],
})
export class SettingsModule {}
