import { Module } from '@nestjs/common';
import { DefaultLocation } from './default-location.js';

/** Which place a question means that names none. */
@Module({ providers: [DefaultLocation], exports: [DefaultLocation] })
export class PlacesModule {}
