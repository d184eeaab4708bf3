import { type DynamicModule, Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import type { Domain } from './domain.js';
import { DomainRegistry } from './domain.registry.js';
import { InvalidationListener } from './invalidation.listener.js';
import { InvalidationService } from './invalidation.service.js';

/** Forgets what domain events make stale, by what the modules declare with {@link InvalidationModule.forFeature}. */
@Module({
  imports: [EventsModule],
  providers: [DomainRegistry, InvalidationService, InvalidationListener],
  exports: [DomainRegistry, InvalidationService],
})
export class InvalidationModule {
  /** For the module that owns the domain's tables. The application does not start if two domains declare the same thing. */
  static forFeature(domain: Domain): DynamicModule {
    return {
      module: DomainModule,
      imports: [InvalidationModule],
      providers: [
        {
          provide: `domain ${domain.name}`,
          inject: [DomainRegistry],
          useFactory: (registry: DomainRegistry) => {
            registry.register(domain);
            return domain;
          },
        },
      ],
    };
  }
}

@Module({})
class DomainModule {}
