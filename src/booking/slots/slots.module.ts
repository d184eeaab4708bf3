import { Module } from '@nestjs/common';
import { ShopCalendar } from './shop-calendar.js';

@Module({ providers: [ShopCalendar], exports: [ShopCalendar] })
export class SlotsModule {}
