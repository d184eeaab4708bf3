import { HasInstant, HasList, HasNumber, HasText } from '../../http/openapi/answer-fields.js';

class HotKeyDto {
  @HasText('bb:{loc:1}:slots:2027-03-15:barber_1:svc_1', {
    description: 'The whole key, as `/cache/entry` takes it',
  })
  readonly key!: string;

  @HasText('available slots')
  readonly region!: string;

  @HasNumber(120.5, {
    description: 'Reads an hour, estimated of a sample of the reads; recent ones count more',
  })
  readonly readsPerHour!: number;

  @HasInstant('2027-03-14T13:00:00.000Z', { description: 'When a read of it was last counted' })
  readonly countedAt!: string;
}

export class HotKeysDto {
  @HasList(() => HotKeyDto, { description: 'Most read first; none of regions whose keys identify people' })
  readonly items!: readonly HotKeyDto[];
}
