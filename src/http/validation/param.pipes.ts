import { Injectable, type PipeTransform } from '@nestjs/common';
import { invalidField } from '../problem.js';
import { DAY_SAYS, isDay } from './day.js';
import { ID_SAYS, readId } from './number.js';

/** `@Param('id', ParseId) id: number`: an id in a path; 400 if it is malformed. */
@Injectable()
export class ParseId implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = readId(text);
    if (id === undefined) throw invalidField('id', ID_SAYS, { detail: `The id in the path ${ID_SAYS}.` });
    return id;
  }
}

/** `@Param('date', ParseDay) date: string`: a day in a path; 400 if the calendar does not have it. */
@Injectable()
export class ParseDay implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!isDay(text)) throw invalidField('date', DAY_SAYS, { detail: `The date in the path ${DAY_SAYS}.` });
    return text;
  }
}
