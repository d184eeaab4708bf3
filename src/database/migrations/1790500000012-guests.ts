import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Links by which guests manage an appointment, and the requests that they have named by a key. No cached answer is made of them,
 * so the tables have no outbox triggers.
 */
export class Guests1790500000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE guest_tokens (
        token_hash text PRIMARY KEY,
        appointment_id integer NOT NULL REFERENCES appointments ON DELETE CASCADE,
        -- Whether the guest gave the shop all it knew of this client then, so that the answers to them may name the client.
        knows_client boolean NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX guest_tokens_appointment ON guest_tokens (appointment_id);
      CREATE INDEX guest_tokens_created ON guest_tokens (created_at);
      CREATE TABLE guest_idempotency_keys (
        -- A hash: addresses are personal data.
        address text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        response jsonb,
        headers jsonb,
        client_id integer,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (address, key)
      );
      CREATE INDEX guest_idempotency_keys_created ON guest_idempotency_keys (created_at);
      CREATE INDEX guest_idempotency_keys_client ON guest_idempotency_keys (client_id) WHERE client_id IS NOT NULL;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
