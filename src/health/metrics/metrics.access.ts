import { hash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { MetricsSettings } from '../../config/settings.js';
import { Problem } from '../../http/problem.js';

const BEARER = /^Bearer +(\S+)$/i;

const INTERNAL = new BlockList();
INTERNAL.addSubnet('127.0.0.0', 8);
INTERNAL.addSubnet('10.0.0.0', 8);
INTERNAL.addSubnet('172.16.0.0', 12);
INTERNAL.addSubnet('192.168.0.0', 16);
INTERNAL.addSubnet('169.254.0.0', 16);
INTERNAL.addAddress('::1', 'ipv6');
INTERNAL.addSubnet('fc00::', 7, 'ipv6');
INTERNAL.addSubnet('fe80::', 10, 'ipv6');

/** Who sent a request to the port of the API. A header opens nothing: the client's address counts beside that of the socket. */
export interface MetricsReader {
  readonly socketAddress: string | undefined;
  /** As the proxies of TRUST_PROXY report it, which may be in the same network; else that of the socket. */
  readonly clientAddress: string;
  readonly authorization: string | undefined;
}

/** Decides who may read the metrics: callers with METRICS_TOKEN; without one, in production, only the same network. */
@Injectable()
export class MetricsAccess {
  private readonly token: Buffer | undefined;

  constructor(private readonly settings: MetricsSettings) {
    this.token = settings.METRICS_TOKEN === undefined ? undefined : digest(settings.METRICS_TOKEN);
  }

  /** For the port of the API. @throws Problem `not-found` if there is a port for the metrics, and as {@link checkToken} */
  check(reader: MetricsReader): void {
    if (this.settings.METRICS_PORT !== undefined)
      throw new Problem('not-found', 'Metrics have a port of their own: METRICS_PORT.');
    if (this.token !== undefined || !this.settings.isProduction) return this.checkToken(reader);
    if (isInternal(reader.socketAddress) && isInternal(reader.clientAddress)) return;
    throw new Problem(
      'forbidden',
      'Metrics are for this server’s network: set METRICS_TOKEN or METRICS_PORT to read them from elsewhere.',
    );
  }

  /** For METRICS_PORT, whose network is the operator’s choice. @throws Problem `unauthenticated` */
  checkToken({ authorization }: Pick<MetricsReader, 'authorization'>): void {
    if (this.token === undefined) return;
    const sent = BEARER.exec(authorization ?? '')?.[1];
    // Digests have one length, so that the comparison reveals nothing about the token's.
    if (sent !== undefined && timingSafeEqual(digest(sent), this.token)) return;
    throw new Problem('unauthenticated', 'Send METRICS_TOKEN as "Authorization: Bearer …".', {
      headers: { 'WWW-Authenticate': 'Bearer realm="BookedBarber metrics"' },
    });
  }
}

function isInternal(address: string | undefined): boolean {
  return address !== undefined && INTERNAL.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
