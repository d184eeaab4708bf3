import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { ClientAccess } from './client.access.js';
import { ClientErasure } from './client-erasure.service.js';
import { ClientMerge } from './client-merge.service.js';
import { ClientSearch } from './client-search.service.js';
import { ClientReplay, ClientsController } from './clients.controller.js';
import { ClientsService } from './clients.service.js';

/** The people that a business serves, with or without an account. */
@Module({
  imports: [AuthModule, EventsModule],
  controllers: [ClientsController],
  providers: [ClientAccess, ClientErasure, ClientMerge, ClientReplay, ClientSearch, ClientsService],
  exports: [ClientAccess, ClientErasure, ClientsService],
})
export class ClientsModule {}
