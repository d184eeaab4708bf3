import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A client with an account follows its name and address, as long as the shop has not written others. And once an account is verified,
 * the appointments that guests made with its address before are its own: until then they belong to the client alone.
 */
export class ClientsFollowAccounts1790500000157 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION client_follows_account() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        FOR attempt IN 1..2 LOOP
          BEGIN
            UPDATE clients SET
              name = CASE WHEN name = OLD.name THEN NEW.name ELSE name END,
              email = CASE WHEN email IS DISTINCT FROM OLD.email THEN email
                WHEN NOT EXISTS (
                  SELECT FROM clients AS other
                  WHERE other.business_id = clients.business_id AND other.email = NEW.email AND other.id <> clients.id
                ) THEN NEW.email END,
              version = version + 1
            WHERE user_id = NEW.id AND erased_at IS NULL
              AND (name = OLD.name AND NEW.name <> OLD.name OR email = OLD.email AND NEW.email <> OLD.email);
            RETURN NULL;
          EXCEPTION WHEN unique_violation THEN
            -- Another client got the address at the same moment, and is seen by the second attempt.
            IF attempt = 2 THEN RAISE; END IF;
          END;
        END LOOP;
      END
      $$;
      CREATE TRIGGER users_client_follows AFTER UPDATE OF name, email ON users FOR EACH ROW
        WHEN (NEW.erased_at IS NULL AND (NEW.name <> OLD.name OR NEW.email <> OLD.email))
        EXECUTE FUNCTION client_follows_account();
      CREATE OR REPLACE FUNCTION recognise_client() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM client_of_user(business_id, NEW.id) FROM clients WHERE email = NEW.email AND user_id IS NULL;
        UPDATE appointments SET user_id = NEW.id
        WHERE user_id IS NULL AND client_id IN (SELECT id FROM clients WHERE user_id = NEW.id);
        RETURN NULL;
      END
      $$;
      DO $migration$
      DECLARE
        own regprocedure;
      BEGIN
        FOREACH own IN ARRAY ARRAY['client_follows_account()', 'recognise_client()']::regprocedure[]
        LOOP
          EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', own,
            (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = own));
        END LOOP;
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
