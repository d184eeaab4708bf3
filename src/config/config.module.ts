import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { Clock, SystemClock } from './clock.js';
import { Env } from './env.js';
import { SETTINGS } from './settings.js';

/**
 * Provides the settings and the {@link Clock} everywhere. `ConfigService` of `@nestjs/config` knows them as `settings`, for
 * modules of others.
 */
@Module({})
export class ConfigModule {
  /** @param env the settings, already validated; nothing behind this module reads an environment variable. */
  static forRoot(env: Env): DynamicModule {
    const settings = registerAs('settings', () => env);
    return {
      module: ConfigModule,
      global: true,
      imports: [NestConfigModule.forRoot({ load: [settings], ignoreEnvFile: true, skipProcessEnv: true })],
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: Env, inject: [settings.KEY], useFactory: (loaded: Env) => loaded },
        ...SETTINGS.map((provide) => ({ provide, useExisting: Env })),
      ],
      exports: [Env, Clock, ...SETTINGS],
    };
  }
}
