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
export type Sample = Schemas['TrendSampleDto'];
export type Degradation = Schemas['DegradationDto'];
export type RegionTrends = Schemas['RegionTrendsDto'];
export type Use = Schemas['UseDto'];
export type Report = Schemas['CacheReportDto'];
export type WarmUpStats = Schemas['WarmUpStatsDto'];
export type KeysSummary = Schemas['KeysSummaryDto'];
export type AuditPage = Schemas['AuditPageDto'];
/** What a list to choose from shows of a barber or a location. */
export type Named = Pick<Schemas['BarberDto'], 'id' | 'name'>;
export type WarmUpPlan = Schemas['WarmUpPlanDto'];
export type WarmUpState = Schemas['WarmUpStateDto'];
export type EntriesAnswer = Schemas['EntriesDto'];
export type EntryInvalidation = Schemas['EntryInvalidationDto'];
export type Entry = Schemas['EntryDto'];
