import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { Env } from './env.js';
import { SETTINGS } from './settings.js';

/** Provides the settings and the {@link Clock} everywhere. */
@Module({})
export class ConfigModule {
  /** @param env the settings, already validated; nothing behind this module reads an environment variable. */
  static forRoot(env: Env): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: Env, useValue: env },
        ...SETTINGS.map((provide) => ({ provide, useExisting: Env })),
      ],
      exports: [Env, Clock, ...SETTINGS],
    };
  }
}
