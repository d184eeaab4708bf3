import { IsText } from '../../http/validation/text.js';
import { IsZone } from '../../http/validation/zone.js';
import { IsNewPassword, PASSWORD } from '../password.field.js';
import { IsAddress } from '../user.dto.js';

export class OwnAccountChangesDto {
  @IsText({ max: 100, example: 'Ann', optional: true })
  name?: string;

  @IsAddress({ optional: true, description: 'Another address than before is unverified' })
  email?: string;

  @IsZone({
    optional: true,
    nullable: true,
    description: 'Time zone in which this person sees dates and times; null: the location’s',
  })
  timezone?: string | null;
}

export class PasswordChangeDto {
  @IsText({ max: PASSWORD.max, example: PASSWORD.example })
  currentPassword!: string;

  @IsNewPassword({ example: 'another horse battery staple' })
  newPassword!: string;
}
