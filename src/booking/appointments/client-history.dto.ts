import { HasInstant, HasList, HasOne, HasText } from '../../http/openapi/answer-fields.js';
import { IsWhole } from '../../http/validation/number.js';
import { ClientDto } from '../clients/client.dto.js';
import { AppointmentDto } from './appointment.dto.js';

export class ClientHistoryQueryDto {
  @IsWhole(1, 100, { optional: true, default: 20, example: 20 })
  limit: number = 20;
}

export class ClientHistoryDto {
  @HasList(() => AppointmentDto)
  items!: readonly AppointmentDto[];

  @HasText('WyJhbm4iLDEyXQ', { nullable: true })
  nextCursor!: string | null;
}

export class ClientExportDto {
  @HasInstant('2027-03-01T08:00:00.000Z')
  exportedAt!: string;

  @HasOne(() => ClientDto)
  client!: ClientDto;

  @HasList(() => AppointmentDto)
  bookings!: readonly AppointmentDto[];
}
