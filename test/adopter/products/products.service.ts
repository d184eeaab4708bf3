import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../../src/cache/cacheable.decorator.js';
import { Database } from '../../../src/database/database.js';
import { UnitOfWork } from '../../../src/events/unit-of-work.js';
import { Problem } from '../../../src/http/problem.js';
import type { ProductDto } from './product.dto.js';
import { Product } from './product.entity.js';
import { productRegion } from './products.cache.js';

@Injectable()
export class ProductsService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** One statement. @throws Problem `not-found` */
  @Cacheable(productRegion)
  async get(id: number): Promise<ProductDto> {
    const [product] = await this.database.query<ProductDto>(
      'SELECT id, name, price_cents AS "priceCents" FROM products WHERE id = $1',
      [id],
    );
    if (product === undefined) throw new Problem('not-found', `There is no product ${id}.`);
    return product;
  }

  /** When it resolves, no instance answers with the old price. */
  async setPrice(id: number, priceCents: number): Promise<void> {
    await this.unitOfWork.run(() =>
      this.database.entities(Product, (products) => products.update(id, { priceCents })),
    );
  }
}
