import { Module } from '@nestjs/common';
import { DefaultLocation } from './default-location.js';

/** The place that applies when a request names none. */
@Module({ providers: [DefaultLocation], exports: [DefaultLocation] })
export class PlacesModule {}
