import { HasCount, HasFlag, HasOne, HasText } from '../../http/openapi/answer-fields.js';

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

export class CancellationDto {
  @HasFlag(true, { description: 'Whether a warm-up was running' })
  readonly cancelled!: boolean;
}
