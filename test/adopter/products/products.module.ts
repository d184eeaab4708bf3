import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../../src/events/events.module.js';
import { InvalidationModule } from '../../../src/invalidation/invalidation.module.js';
import { Product } from './product.entity.js';
import { ProductsController } from './products.controller.js';
import { productsDomain } from './products.domain.js';
import { ProductsService } from './products.service.js';

@Module({
  imports: [EventsModule, TypeOrmModule.forFeature([Product]), InvalidationModule.forFeature(productsDomain)],
  controllers: [ProductsController],
  providers: [ProductsService],
})
export class ProductsModule {}
