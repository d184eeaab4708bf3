import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseProbe } from './database.probe.js';
import { ProbesController } from './probes.controller.js';
import { ServicesHealth } from './services.health.js';

/** Probes for Kubernetes, and what they and the operator's pages are answered from. */
@Module({
  // On SIGTERM readiness goes first; Kubernetes has this long to take the instance out before it stops accepting.
  imports: [TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 3000 })],
  controllers: [ProbesController],
  providers: [DatabaseProbe, ServicesHealth],
})
export class HealthModule {}
