import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule, ConfigService } from '@nestjs/config';
import { Clock, SystemClock } from './clock.js';
import { Env, parseEnv } from './env.js';

/** Provides {@link Env} and the {@link Clock} everywhere: from `process.env` and `.env`, or from the variables given (tests). */
@Module({})
export class ConfigModule {
  /** @throws EnvError when a variable is wrong. */
  static forRoot(given?: Record<string, string | undefined>): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      imports: [
        NestConfigModule.forRoot({
          cache: true,
          ignoreEnvFile: given !== undefined,
          validate: (raw) => ({ env: parseEnv(given ?? raw) }),
        }),
      ],
      providers: [
        { provide: Clock, useClass: SystemClock },
        {
          provide: Env,
          inject: [ConfigService],
          useFactory: (config: ConfigService) => config.getOrThrow('env'),
        },
      ],
      exports: [Env, Clock],
    };
  }
}
