import type { components } from '../../api/openapi.js';

/** Short names for the API's answers. Their types are made of the OpenAPI document: see `openapi.ts`. */
type Schemas = components['schemas'];

export type Health = Schemas['CacheHealthDto'];
export type HealthMetric = Schemas['CacheHealthMetricDto'];
export type Level = Health['status'];
export type Stats = Schemas['CacheStatsDto'];
export type Region = Schemas['RegionStatsDto'];
export type RedisFacts = Schemas['RedisInfoDto'];
export type Instance = Schemas['InstanceDto'];
export type Trends = Schemas['TrendsDto'];
export type Trend = Schemas['TrendDto'];
export type Sample = Schemas['TrendSampleDto'];
export type Use = Schemas['UseDto'];
export type Report = Schemas['CacheReportDto'];
export type WarmUpStats = Schemas['WarmUpStatsDto'];
export type KeysSummary = Schemas['KeysSummaryDto'];
export type AuditPage = Schemas['AuditPageDto'];
export type Login = Schemas['LoginAnswerDto'];
/** What a list to choose from shows of a barber or a location. */
export type Named = Pick<Schemas['BarberDto'], 'id' | 'name'>;
