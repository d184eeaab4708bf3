import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../src/auth/caller.js';
import { AnswersFromCache } from '../../../src/http/answers/answers-from-cache.decorator.js';
import { Problems } from '../../../src/http/openapi/problems.decorator.js';
import { ParseId } from '../../../src/http/validation/param.pipes.js';
import { ProductDto } from './product.dto.js';
import { ProductsService } from './products.service.js';

@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  /** Returns the service's promise itself: the body is then sent as it is stored, with its ETag. */
  @Get(':id')
  @Public()
  @AnswersFromCache()
  @ApiOperation({ summary: 'Get a product', description: 'What the shop sells beside its services.' })
  @ApiOkResponse({ type: ProductDto })
  @Problems('not-found')
  get(@Param('id', ParseId) id: number): Promise<ProductDto> {
    return this.products.get(id);
  }
}
