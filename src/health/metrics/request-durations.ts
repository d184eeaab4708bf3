import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { EVENT_STREAM } from '../../http/open-streams.js';
import { Histogram } from '../../cache/measure/histogram.js';

export interface RequestLabels {
  readonly method: string;
  /** The pattern of the route in version 1, never the URL: ids must not become labels. */
  readonly route: string;
  readonly status: string;
}

/** Version 2 has the same controllers; counting it separately would double the number of series. */
const OTHER_VERSION = /^\/api\/v2(?=\/)/;

/** Measures the duration of requests, by route and status. */
@Injectable()
export class RequestDurations implements OnModuleInit {
  private readonly found = new Map<string, { labels: RequestLabels; histogram: Histogram }>();

  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onResponse', (request, reply, done) => {
      // A stream lasts as long as its client stays.
      if (reply.getHeader('content-type') === EVENT_STREAM) return done();
      const route = request.routeOptions.url?.replace(OTHER_VERSION, '/api/v1') ?? 'unmatched';
      this.histogramOf(request.method, route, reply.statusCode).observe(reply.elapsedTime);
      done();
    });
  }

  get all(): Iterable<{ labels: RequestLabels; histogram: Histogram }> {
    return this.found.values();
  }

  private histogramOf(method: string, route: string, status: number): Histogram {
    const key = `${method} ${status} ${route}`;
    let entry = this.found.get(key);
    if (entry === undefined) {
      entry = { labels: { method, route, status: String(status) }, histogram: new Histogram() };
      this.found.set(key, entry);
    }
    return entry.histogram;
  }
}
