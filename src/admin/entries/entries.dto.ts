import {
  HasCount,
  HasFlag,
  HasInstant,
  HasList,
  HasObject,
  HasOne,
  HasOneOf,
  HasText,
  HasTexts,
} from '../../http/openapi/answer-fields.js';
import { IsFlag } from '../../http/validation/flag.js';
import { MOST_ITEMS } from '../../http/lists/list.query.js';
import { IsWhole } from '../../http/validation/number.js';
import { IsText } from '../../http/validation/text.js';

const KEY = 'bb:{loc:1}:slots:2027-03-15:barber_1:svc_1';
const LONGEST_KEY = 440;
/** A position names a key. */
const LONGEST_CURSOR = 1000;

export class EntriesQueryDto {
  @IsText({
    min: 0,
    max: LONGEST_KEY,
    optional: true,
    default: '',
    example: 'slots:2027-03-15',
    description:
      'What the key begins with: the whole (`bb:{loc:1}:`), its shard (`loc:1`), or what follows (`slots:2027-03-15`)',
  })
  prefix: string = '';

  @IsWhole(1, MOST_ITEMS, {
    optional: true,
    default: MOST_ITEMS,
    example: 20,
    description: 'Most items of this page',
  })
  limit: number = MOST_ITEMS;

  @IsText({
    max: LONGEST_CURSOR,
    optional: true,
    description:
      'The `nextCursor` of the answer before; it belongs to its prefix, with another the answer is 400',
    example: 'WyJxM1ZrWk8iLCIwLTE3Il0',
  })
  cursor?: string;
}

export class EntryQueryDto {
  @IsText({ max: LONGEST_KEY, example: KEY, description: 'The whole key, as `GET /cache/entries` lists it' })
  key!: string;
}

export class EntryForgetQueryDto extends EntryQueryDto {
  @IsFlag({
    optional: true,
    default: false,
    description: 'Only count: answers what would be forgotten, and forgets nothing',
  })
  dryRun: boolean = false;
}

export class ListedEntryDto {
  @HasText(KEY)
  readonly key!: string;

  @HasText('available slots', {
    nullable: true,
    description: 'null: of a region that this release does not have',
  })
  readonly region!: string | null;

  @HasCount(1234, { description: 'Size of the entry in the store' })
  readonly bytes!: number;
}

export class EntriesDto {
  @HasFlag(true, { description: 'false: the store did not answer, and the list is not complete' })
  readonly available!: boolean;

  @HasList(() => ListedEntryDto, {
    description: 'In no order; the store may name an entry twice. A page may be empty though there are more.',
  })
  readonly items!: readonly ListedEntryDto[];

  @HasText('WyJxM1ZrWk8iLCIwLTE3Il0', { nullable: true, description: 'null: that was all' })
  readonly nextCursor!: string | null;
}

export const ENTRY_ENDS = ['ttl', 'time', 'ended'] as const;

export class EntryDto {
  @HasText(KEY)
  readonly key!: string;

  @HasText('available slots')
  readonly region!: string;

  @HasObject(
    { date: '2027-03-15', slots: [] },
    {
      description:
        'As clients get it; null for regions whose keys identify people, where `isPersonal` is true',
      nullable: true,
    },
  )
  readonly value!: unknown;

  @HasFlag(false)
  readonly isPersonal!: boolean;

  @HasFlag(true, { description: 'Whether a read would be answered with it now' })
  readonly isServed!: boolean;

  @HasInstant('2027-03-14T13:00:00.000Z', { description: 'When its load began' })
  readonly createdAt!: string;

  @HasCount(42)
  readonly ageSeconds!: number;

  @HasCount(258, { description: 'How long it lives on, if none of its tags is forgotten' })
  readonly ttlSeconds!: number;

  @HasInstant('2027-03-14T13:05:00.000Z')
  readonly validUntil!: string;

  @HasCount(1234, { description: 'Size of the body' })
  readonly bytes!: number;

  @HasText('"abc"')
  readonly etag!: string;

  @HasTexts(['rules', 'anybody', 'anybody:2027-03-15'], {
    nullable: true,
    description: 'The tags of which each makes it invalid when it is forgotten; null: not known from the key',
  })
  readonly tags!: readonly string[] | null;

  @HasOneOf(ENTRY_ENDS, {
    description:
      '`ttl`: its time to live; `time`: passing time changes the answer sooner; `ended`: it is not served any more',
  })
  readonly ends!: (typeof ENTRY_ENDS)[number];

  @HasText('It lives for the region’s time to live, unless one of its tags is forgotten.')
  readonly why!: string;
}

export class ForgottenEntriesDto {
  @HasCount(3, { description: 'Tags that were forgotten' })
  readonly tags!: number;

  @HasCount(12, { description: 'Entries that had one of the tags and are not served any more' })
  readonly entries!: number;

  @HasFlag(false, { description: 'Whether there are more entries than were counted' })
  readonly entriesIsCapped!: boolean;

  @HasTexts(['available slots'], { description: 'Regions that these entries are of' })
  readonly regions!: readonly string[];
}

export class EntryInvalidationDto {
  @HasText('Forgotten tags: 3. Entries no longer served: 12.')
  readonly message!: string;

  @HasOne(() => ForgottenEntriesDto)
  readonly invalidated!: ForgottenEntriesDto;
}
