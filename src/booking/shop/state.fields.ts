import { HasFlag } from '../../http/openapi/answer-fields.js';
import { type FieldOptions } from '../../http/validation/field.js';
import { IsFlag } from '../../http/validation/flag.js';

const ACTIVE = 'false: left or closed; neither listed nor bookable';
const HIDDEN = 'true: not listed, and bookable only by naming them';

/** Whether a barber or a location is there at all. */
export const IsActive = (options: Pick<FieldOptions, 'default'> = {}) =>
  IsFlag({ ...options, optional: true, description: ACTIVE });

/** Whether a barber or a location is left out of public lists. */
export const IsHidden = (options: Pick<FieldOptions, 'default'> = {}) =>
  IsFlag({ ...options, optional: true, description: HIDDEN, example: false });

export const HasActive = () => HasFlag(true, { description: ACTIVE });
export const HasHidden = () => HasFlag(false, { description: HIDDEN });
