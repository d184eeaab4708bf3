import { HasInstant, HasList, HasOne } from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ClientDto } from '../clients/client.dto.js';
import { AppointmentDto } from './appointment.dto.js';

export class ClientHistoryDto extends ListPageDto {
  @HasList(() => AppointmentDto)
  items!: readonly AppointmentDto[];
}

export class ClientExportDto {
  @HasInstant('2027-03-01T08:00:00.000Z')
  exportedAt!: string;

  @HasOne(() => ClientDto)
  client!: ClientDto;

  @HasList(() => AppointmentDto)
  bookings!: readonly AppointmentDto[];
}
