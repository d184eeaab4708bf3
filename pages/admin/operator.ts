import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { answerOf } from '../api/client.js';
import { texts } from '../texts/texts.js';

/** Sends the requests of the operator who is signed in. */
export class Operator {
  /** @param turnedAway called when the server refuses the session: it has ended, or the account is no admin's any more. */
  constructor(private readonly turnedAway: (reason: string) => void) {}

  /** What a request answered; where an answer may also be a text, as JSON. @throws ApiError */
  async answer<Data>(request: Parameters<typeof answerOf<Data>>[0]): Promise<Exclude<Data, string>> {
    try {
      return (await answerOf(request)) as Exclude<Data, string>;
    } catch (error) {
      const { status, message, code } = error as ApiError;
      // An outdated token is no refusal of the account: the page has taken the new one, for the next time.
      if (status === 401 || (status === 403 && code !== 'invalid-csrf-token')) this.turnedAway(message);
      throw status === 0 ? new ApiError(0, texts.admin.noAnswer) : error;
    }
  }
}

export const OperatorContext = createContext<Operator | null>(null);

export function useOperator(): Operator {
  return useContext(OperatorContext)!;
}
