import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AllowedMethods } from './allowed-methods.js';
import { InterceptedRepliesModule } from './answers/intercepted-replies.module.js';
import { OpenStreams } from './open-streams.js';
import { PageFiles } from './page.files.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestLimit } from './limits/request-limit.js';
import { DtoPipe } from './validation/dto.pipe.js';
import { UndeclaredGuard } from './validation/undeclared.guard.js';

/** What every route shares: validation of requests, and errors as problems; and the pages. */
@Module({
  imports: [InterceptedRepliesModule],
  providers: [
    AllowedMethods,
    OpenStreams,
    PageFiles,
    ProblemFilter,
    RequestLimit,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_PIPE, useClass: DtoPipe },
    { provide: APP_GUARD, useClass: UndeclaredGuard },
  ],
  exports: [OpenStreams, RequestLimit],
})
export class HttpModule {}
