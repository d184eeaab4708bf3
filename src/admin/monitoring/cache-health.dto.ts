import {
  HasInstant,
  HasList,
  HasNumber,
  HasOneOf,
  HasText,
  HasTexts,
} from '../../http/openapi/answer-fields.js';
import { type AlertLevel, LEVELS, METRICS, UNITS } from './alert-levels.js';

export class CacheHealthMetricDto {
  @HasOneOf(METRICS)
  readonly name!: (typeof METRICS)[number];

  @HasNumber(1, { nullable: true, description: 'null: nothing was measured; the status is then unknown' })
  readonly value!: number | null;

  @HasOneOf(UNITS)
  readonly unit!: (typeof UNITS)[number];

  @HasOneOf(LEVELS, { description: 'unknown: nothing was measured, and the message says why' })
  readonly status!: AlertLevel;

  @HasNumber(1, { nullable: true, description: 'From which value on the status is worse; null: none is set' })
  readonly threshold!: number | null;

  @HasText('The cache is available (redis)')
  readonly message!: string;
}

export class CacheHealthDto {
  @HasOneOf(LEVELS, { description: 'The worst status among the metrics that are known; unknown: none is' })
  readonly status!: AlertLevel;

  @HasInstant('2027-03-14T13:00:00.000Z', {
    description: 'Now: availability is of this moment, the other metrics are at most 30 s older',
  })
  readonly timestamp!: string;

  @HasList(() => CacheHealthMetricDto)
  readonly metrics!: readonly CacheHealthMetricDto[];

  @HasTexts(['Set maxmemory in redis.conf: without a limit Redis can use all memory of the machine.'], {
    description: 'What to do, most urgent first',
  })
  readonly recommendations!: readonly string[];
}
