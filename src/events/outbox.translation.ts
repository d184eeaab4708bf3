import { Injectable } from '@nestjs/common';
import type { DomainEvent, DomainEventName } from './domain-events.js';
import { ChangeNotTranslated, DomainConflict } from './events.errors.js';
import type { OutboxRow, RowImage } from './outbox.row.js';
import { UnexpectedRow } from './row-image.js';

/** The events of a changed row, or `everything` if they cannot be determined: then the whole cache must be forgotten. */
type Translation = readonly DomainEvent[] | 'everything';

/**
 * Makes domain events of a changed row. Pure. `images`: the row before and after the change, where it existed.
 * @throws UnexpectedRow if an image lacks a column; the change then counts as a change of everything
 */
export type TranslateRow<Name extends DomainEventName = DomainEventName> = (
  row: OutboxRow,
  images: readonly RowImage[],
) => readonly DomainEvent<Name>[];

/** The translation of every table of a domain that has an outbox trigger. */
export type TranslateTables<Name extends DomainEventName = DomainEventName> = Readonly<
  Record<string, TranslateRow<Name>>
>;

/** Translates outbox rows into domain events, by the tables that the domains have registered. */
@Injectable()
export class OutboxTranslation {
  private readonly tables = new Map<string, { readonly domain: string; readonly translate: TranslateRow }>();

  /** @throws DomainConflict if another domain has registered one of the tables */
  register(domain: string, tables: TranslateTables): void {
    for (const [table, translate] of Object.entries(tables)) {
      const other = this.tables.get(table)?.domain;
      if (other !== undefined) throw new DomainConflict('table', table, other, domain);
      this.tables.set(table, { domain, translate });
    }
  }

  /** Tables whose changes must be recorded by outbox triggers. */
  get watchedTables(): string[] {
    return [...this.tables.keys()];
  }

  /** A TRUNCATE, a table that no domain has registered and an image without the expected columns are `everything`. */
  eventsOf(row: OutboxRow): Translation {
    const translate = this.tables.get(row.relation)?.translate;
    const images = [row.before, row.after].filter((image) => image !== null);
    if (translate === undefined || images.length === 0) return 'everything';
    try {
      return translate(row, images);
    } catch (error) {
      if (error instanceof UnexpectedRow) return 'everything';
      throw error;
    }
  }

  /**
   * The events of all rows, in order.
   * @throws ChangeNotTranslated if one of the rows is `everything`
   */
  eventsOfAll(rows: readonly OutboxRow[]): DomainEvent[] {
    return rows.flatMap((row) => {
      const events = this.eventsOf(row);
      if (events === 'everything') throw new ChangeNotTranslated(row);
      return events;
    });
  }
}
