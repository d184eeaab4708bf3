import { HasCount, HasFlag, HasInstant, HasList, HasOne, HasText } from '../../http/openapi/answer-fields.js';
import { IsFlag } from '../../http/validation/flag.js';

export class WarmUpQueryDto {
  @IsFlag({
    optional: true,
    default: false,
    description: 'Only plan: answers what would be loaded, and loads nothing',
  })
  dryRun: boolean = false;
}

export class WarmUpStatsDto {
  @HasCount(420, { description: 'Reads to make' })
  readonly planned!: number;

  @HasCount(400, { description: 'Loaded and stored' })
  readonly warmed!: number;

  @HasCount(20, { description: 'Already cached' })
  readonly fresh!: number;

  @HasCount(0)
  readonly failed!: number;

  @HasCount(1800)
  readonly durationMs!: number;
}

export class WarmUpAnswerDto {
  @HasText('The cache is warm.', { description: 'How the warm-up ended, as a sentence' })
  readonly message!: string;

  @HasOne(() => WarmUpStatsDto)
  readonly stats!: WarmUpStatsDto;
}

export class PlannedRegionDto {
  @HasText('available slots')
  readonly name!: string;

  @HasCount(400)
  readonly reads!: number;
}

export class WarmUpPlanDto {
  @HasCount(420, { description: 'Reads to make; those that are cached already cost next to nothing' })
  readonly reads!: number;

  @HasList(() => PlannedRegionDto)
  readonly regions!: readonly PlannedRegionDto[];

  @HasCount(2100, {
    description:
      'Milliseconds if nothing is cached yet. A run ends when its first entries are about to expire.',
  })
  readonly estimatedMs!: number;
}

export class WarmUpDryRunDto {
  @HasOne(() => WarmUpPlanDto)
  readonly plan!: WarmUpPlanDto;
}

export class WarmUpStateDto {
  @HasFlag(false, { description: 'Whether a warm-up runs, on any instance' })
  readonly running!: boolean;

  @HasInstant('2027-03-14T04:00:00.000Z', {
    nullable: true,
    description: 'Of the running warm-up, else of the last one; null: there was none',
  })
  readonly startedAt!: string | null;

  @HasInstant('2027-03-14T04:00:02.000Z', { nullable: true, description: 'null while it runs' })
  readonly finishedAt!: string | null;

  @HasText('The cache is warm.', {
    nullable: true,
    description: 'How it ended, as a sentence; null while it runs',
  })
  readonly message!: string | null;

  @HasOne(() => WarmUpPlanDto, { nullable: true })
  readonly plan!: WarmUpPlanDto | null;

  @HasOne(() => WarmUpStatsDto, { nullable: true, description: 'Up to now; up to a second old' })
  readonly stats!: WarmUpStatsDto | null;
}

export class CancellationDto {
  @HasFlag(true, { description: 'Whether a warm-up was running' })
  readonly cancelled!: boolean;
}
