import { Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from '../problem.js';
import { DAY_SAYS, isDay } from './day.js';
import { ID_SAYS, readId } from './number.js';

/** `@Param('id', ParseId) id: number`: an id in a path; 400 unless it is well formed. */
@Injectable()
export class ParseId implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = readId(text);
    if (id === undefined) throw malformed('id', ID_SAYS);
    return id;
  }
}

/** `@Param('date', ParseDay) date: string`: a day in a path; 400 unless the calendar has it. */
@Injectable()
export class ParseDay implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!isDay(text)) throw malformed('date', DAY_SAYS);
    return text;
  }
}

function malformed(field: string, message: string): Problem {
  return new Problem('invalid-request', `The ${field} in the path ${message}.`, {
    errors: [{ field, message }],
  });
}
