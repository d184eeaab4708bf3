import { HasFlag, HasInstant, HasList, HasOne, HasText } from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ClientDto } from '../clients/client.dto.js';
import { AppointmentDto } from './appointment.dto.js';

export class ClientHistoryDto extends ListPageDto {
  @HasList(() => AppointmentDto)
  items!: readonly AppointmentDto[];
}

class ExportedAppointmentDto extends AppointmentDto {
  @HasFlag(false, { description: 'Whether it counts as cancelled within the cancellation notice' })
  lateCancellation!: boolean;

  @HasText('Wedding guest', { nullable: true, description: 'Why staff went beyond a rule' })
  overrideReason!: string | null;
}

export class ClientExportDto {
  @HasInstant('2027-03-01T08:00:00.000Z')
  exportedAt!: string;

  @HasOne(() => ClientDto)
  client!: ClientDto;

  @HasList(() => ExportedAppointmentDto)
  bookings!: readonly ExportedAppointmentDto[];
}
