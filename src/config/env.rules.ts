import type { Env } from './env.js';
import { weakSecrets } from './weak-secrets.js';

/** Sentences about the rules that concern more than one variable and are broken. */
export function brokenRules(env: Env): string[] {
  const said: string[] = [];
  if (env.isProduction && env.DATABASE_URL === undefined) {
    said.push('DATABASE_URL is required when NODE_ENV is production');
  }
  if (env.DATABASE_DIRECT_URL !== undefined && env.DATABASE_URL === undefined) {
    said.push('DATABASE_DIRECT_URL would have no effect: set DATABASE_URL as well');
  }
  if (env.isProduction && (env.JWT_SECRET?.length ?? 0) < 32) {
    said.push('JWT_SECRET takes 32 characters or more when NODE_ENV is production');
  }
  if (env.isProduction) said.push(...weakSecrets(env));
  if (env.REDIS_SENTINELS !== undefined && env.REDIS_SENTINEL_NAME === undefined) {
    said.push('REDIS_SENTINEL_NAME is required with REDIS_SENTINELS: the name of the master they watch');
  }
  const names = ['REDIS_SENTINEL_NAME', 'REDIS_SENTINEL_USERNAME', 'REDIS_SENTINEL_PASSWORD'] as const;
  const unused = names.filter((name) => env[name] !== undefined);
  if (unused.length > 0 && env.REDIS_SENTINELS === undefined) {
    said.push(`${unused.join(', ')} would have no effect: set REDIS_SENTINELS as well`);
  }
  const redis = [env.REDIS_URL, env.REDIS_CLUSTER_NODES, env.REDIS_SENTINELS].filter(Boolean).length;
  // REDIS_PASSWORD may stand in an `.env` that is Redis's own, too.
  if (redis === 0 && env.REDIS_USERNAME !== undefined) {
    said.push(
      'REDIS_USERNAME would have no effect: set REDIS_URL, REDIS_CLUSTER_NODES or REDIS_SENTINELS as well',
    );
  }
  if (redis > 1) said.push('REDIS_URL, REDIS_CLUSTER_NODES and REDIS_SENTINELS exclude each other: set one');
  if (env.METRICS_PORT !== undefined && env.METRICS_PORT !== 0 && env.METRICS_PORT === env.PORT) {
    said.push('METRICS_PORT takes another port than PORT');
  }
  said.push(...missingForTls(env));
  said.push(...missingForMail(env));
  return said;
}

function missingForMail({ isProduction, MAIL_URL, PUBLIC_URL, REQUIRE_VERIFIED_EMAIL }: Env): string[] {
  const said: string[] = [];
  if (!isProduction) return said;
  if (MAIL_URL !== undefined && PUBLIC_URL === undefined) {
    said.push('PUBLIC_URL is required with MAIL_URL: the address that links in mails lead to');
  }
  if (REQUIRE_VERIFIED_EMAIL && MAIL_URL === undefined) {
    said.push('MAIL_URL is required with REQUIRE_VERIFIED_EMAIL: without mails, no address can be verified');
  }
  return said;
}

function missingForTls(env: Env): string[] {
  const said: string[] = [];
  if ((env.REDIS_CERT_FILE === undefined) !== (env.REDIS_KEY_FILE === undefined)) {
    said.push('REDIS_CERT_FILE and REDIS_KEY_FILE go together: set both, or neither');
  }
  const names = ['REDIS_CA_FILE', 'REDIS_CERT_FILE', 'REDIS_KEY_FILE', 'REDIS_TLS_SERVER_NAME'] as const;
  const unused = names.filter((name) => env[name] !== undefined);
  if (unused.length > 0 && !env.usesRedisTls) {
    said.push(
      `${unused.join(', ')} would have no effect: set REDIS_TLS=true, or begin REDIS_URL with rediss://`,
    );
  }
  return said;
}
