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

interface Series {
  readonly labels: RequestLabels;
  readonly histogram: Histogram;
}

/** A series as requests find it: without making a string of their labels. */
interface Known {
  readonly method: string;
  readonly status: number;
  readonly histogram: Histogram;
}

/** Measures the duration of requests, by route and status. */
@Injectable()
export class RequestDurations implements OnModuleInit {
  private readonly series = new Map<string, Series>();
  private readonly byPattern = new Map<string | undefined, Known[]>();

  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onResponse', (request, reply, done) => {
      // A stream lasts as long as its client stays.
      if (reply.getHeader('content-type') === EVENT_STREAM) return done();
      this.histogramOf(request.routeOptions.url, request.method, reply.statusCode).observe(reply.elapsedTime);
      done();
    });
  }

  get all(): Iterable<Series> {
    return this.series.values();
  }

  private histogramOf(pattern: string | undefined, method: string, status: number): Histogram {
    const known = this.byPattern.get(pattern) ?? [];
    const found = known.find((each) => each.status === status && each.method === method);
    if (found !== undefined) return found.histogram;
    const histogram = this.histogramFor({
      method,
      route: pattern?.replace(OTHER_VERSION, '/api/v1') ?? 'unmatched',
      status: String(status),
    });
    this.byPattern.set(pattern, [...known, { method, status, histogram }]);
    return histogram;
  }

  private histogramFor(labels: RequestLabels): Histogram {
    const key = Object.values(labels).join(' ');
    const { histogram } = this.series.get(key) ?? { histogram: new Histogram() };
    this.series.set(key, { labels, histogram });
    return histogram;
  }
}
