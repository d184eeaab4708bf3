import { Injectable } from '@nestjs/common';

export const REPLAY = 'idempotency:replay';

/** What the answers of an idempotent route contain, and how they are answered again. By default, they name no client of a shop. */
@Injectable()
export class Replay {
  /** Fields that belong to the body's hash even where they are left out. */
  readonly hashed: readonly string[] = [];

  /** The body's fields that make two requests the same, with secrets replaced: their hash is stored. */
  fieldsOf(body: object): object {
    return body;
  }

  /** The client of the shop whose personal data the answer contains; their erasure removes the stored answer. */
  clientIn(_answer: unknown): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  /** What is stored of an answer: secrets that it has are not. */
  stored(answer: unknown): unknown {
    return answer;
  }

  /**
   * The answer to a repetition, inside its unit of work.
   * @param first the result of the first request
   */
  again(first: unknown): Promise<unknown> {
    return Promise.resolve(first);
  }
}
