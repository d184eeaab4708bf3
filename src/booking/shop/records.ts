import type { DeepPartial, EntityTarget, QueryDeepPartialEntity, Repository } from 'typeorm';
import type { Database } from '../../database/database.js';
import type { UnitOfWork } from '../../events/unit-of-work.js';
import { notFound, unknownReference } from '../missing.problem.js';

/**
 * Reads one row, creates and changes the rows of a table. Rows are never deleted, because appointments refer to them. What is shown
 * of a row may be more than its own columns.
 */
export abstract class Records<Entity extends { id: number }, Shown extends Entity = Entity> {
  /** @param table its name, and its columns as `SELECT` lists them, named as in the answer */
  protected constructor(
    protected readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly entity: EntityTarget<Entity>,
    private readonly noun: string,
    private readonly table: { readonly name: string; readonly columns: string },
  ) {}

  /** @throws Problem `invalid-request` for a reference to a missing row */
  async create(fields: DeepPartial<Entity>): Promise<Shown> {
    return this.write(async () => this.row(await this.createRow(fields)));
  }

  /**
   * Writes only the given fields, so that concurrent changes of different fields do not overwrite each other.
   * @throws Problem `not-found`, `invalid-request` for a reference to a missing row
   */
  async change(id: number, fields: QueryDeepPartialEntity<Entity>): Promise<Shown> {
    return this.write(async () => this.changeRow(id, fields));
  }

  /** @param condition which rows count as there. @throws Problem `not-found` */
  protected async row(id: number, condition = 'true'): Promise<Shown> {
    const [found] = await this.database.query<Shown>(
      `SELECT ${this.table.columns} FROM ${this.table.name} WHERE id = $1 AND ${condition}`,
      [id],
    );
    if (found === undefined) throw notFound(this.noun, id);
    return found;
  }

  private rows<Result>(work: (rows: Repository<Entity>) => Promise<Result>): Promise<Result> {
    return this.database.entities(this.entity, work);
  }

  /** Inserts a row within the caller's unit of work, and returns its id. */
  protected async createRow(fields: DeepPartial<Entity>): Promise<number> {
    const { id } = await this.rows((rows) => rows.save(rows.create(fields)));
    this.wrote(id, undefined);
    return id;
  }

  /** Called in the transaction of each write. @param _fields `undefined` for a new row */
  protected wrote(_id: number, _fields: object | undefined): void {
    // The outbox has what happens to most tables.
  }

  /** As {@link change}, within the caller's unit of work. */
  protected async changeRow(id: number, fields: QueryDeepPartialEntity<Entity>): Promise<Shown> {
    const isChange = Object.values(fields).some((value) => value !== undefined);
    if (isChange) {
      await this.rows((rows) => rows.update(id, fields));
      this.wrote(id, fields);
    }
    return this.row(id);
  }

  /** Runs a unit of work. @throws Problem `invalid-request` for a reference to a missing row */
  protected async write<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.unitOfWork.run(work);
    } catch (error) {
      throw unknownReference(error);
    }
  }
}
