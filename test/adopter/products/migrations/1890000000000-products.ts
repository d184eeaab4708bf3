import type { MigrationInterface, QueryRunner } from 'typeorm';
import { watchTable } from '../../../../src/database/outbox-triggers.js';

export class Products1890000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE products (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        price_cents integer NOT NULL CHECK (price_cents >= 0),
        supplier_notes text
      )`);
    await watchTable(runner, 'products', { leaveOut: ['supplier_notes'] });
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
