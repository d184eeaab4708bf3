import type {
  DeepPartial,
  EntityTarget,
  FindOptionsOrder,
  FindOptionsWhere,
  QueryDeepPartialEntity,
  Repository,
} from 'typeorm';
import type { Database } from '../../database/database.js';
import type { UnitOfWork } from '../../events/unit-of-work.js';
import { notFound, unknownReference } from '../missing.problem.js';

/** Lists, reads, creates and changes the rows of a table. Rows are never deleted, because appointments refer to them. */
export abstract class Records<Entity extends { id: number }> {
  protected constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly entity: EntityTarget<Entity>,
    private readonly noun: string,
  ) {}

  /** All rows, ordered by id. */
  async list(): Promise<Entity[]> {
    return this.rows((rows) => rows.find({ order: { id: 'ASC' } as FindOptionsOrder<Entity> }));
  }

  /** @throws Problem `not-found` */
  async get(id: number): Promise<Entity> {
    const found = await this.rows((rows) => rows.findOneBy({ id } as FindOptionsWhere<Entity>));
    if (found === null) throw notFound(this.noun, id);
    return found;
  }

  /** @throws Problem `invalid-request` for a reference to a missing row */
  async create(fields: DeepPartial<Entity>): Promise<Entity> {
    return this.write(() => this.rows((rows) => rows.save(rows.create(fields))));
  }

  /**
   * Writes only the given fields, so that concurrent changes of different fields do not overwrite each other.
   * @throws Problem `not-found`, `invalid-request` for a reference to a missing row
   */
  async change(id: number, fields: QueryDeepPartialEntity<Entity>): Promise<Entity> {
    return this.write(async () => {
      const isChange = Object.values(fields).some((value) => value !== undefined);
      if (isChange) await this.rows((rows) => rows.update(id, fields));
      return this.get(id);
    });
  }

  private rows<Result>(work: (rows: Repository<Entity>) => Promise<Result>): Promise<Result> {
    return this.database.entities(this.entity, work);
  }

  private async write<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.unitOfWork.run(work);
    } catch (error) {
      throw unknownReference(error);
    }
  }
}
