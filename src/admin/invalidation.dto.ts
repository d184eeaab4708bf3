import { HasCount, HasOne, HasText, HasTexts } from '../http/openapi/answer-fields.js';

export class InvalidatedDto {
  @HasCount(12, { description: 'Tags forgotten now; 0 while the store does not answer' })
  readonly tags!: number;

  @HasTexts(['available slots'], { description: 'The regions whose entries depend on them' })
  readonly regions!: readonly string[];
}

export class InvalidationDto {
  @HasText('All slots: forgotten.', { description: 'What was done, as a sentence' })
  readonly message!: string;

  @HasOne(() => InvalidatedDto)
  readonly invalidated!: InvalidatedDto;
}
