import {
  HasCount,
  HasDay,
  HasId,
  HasInstant,
  HasList,
  HasOne,
  HasOneOf,
  HasText,
  HasZone,
} from '../../http/openapi/answer-fields.js';
import { type AppointmentStatus, STATUSES } from './appointment.states.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';

class NamedDto {
  @HasId()
  id!: number;

  @HasText('Maya Alvarez')
  name!: string;
}

class BookedLocationDto extends NamedDto {
  @HasZone()
  timezone!: string;
}

class BookedClientDto {
  @HasId({ example: 12 })
  id!: number;

  @HasText('Ann Lee')
  name!: string;

  @HasText('+1 555 0100', { nullable: true })
  phone!: string | null;

  @HasText('ann@example.com', { nullable: true })
  email!: string | null;
}

/** An appointment as answered: `date` and `time` are on the clock of `timezone`. */
export class AppointmentDto {
  @HasId({ example: 42 })
  id!: number;

  @HasOneOf(STATUSES, { example: 'confirmed' })
  status!: AppointmentStatus;

  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T13:30:00.000Z')
  endsAt!: string;

  @HasDay('2027-03-15')
  date!: string;

  @HasText('09:00')
  time!: string;

  @HasZone()
  timezone!: string;

  @HasId()
  barberId!: number;

  @HasId()
  serviceId!: number;

  @HasId()
  locationId!: number;

  @HasId({ example: 7, nullable: true, description: 'The client’s account; null: they have none' })
  userId!: number | null;

  @HasCount(30)
  durationMinutes!: number;

  @HasOne(() => NamedDto)
  barber!: NamedDto;

  @HasOne(() => NamedDto)
  service!: NamedDto;

  @HasOne(() => BookedLocationDto)
  location!: BookedLocationDto;

  @HasOne(() => BookedClientDto, { nullable: true, description: 'null: a walk-in without a name, or erased' })
  client!: BookedClientDto | null;

  @HasCount(3500, { nullable: true, description: 'As agreed when it was booked; null: on request' })
  priceCents!: number | null;

  @HasText('USD')
  currency!: string;

  @HasId({ example: 7, nullable: true, description: 'The account that made it' })
  createdBy!: number | null;

  @HasText('Ill', { nullable: true })
  cancellationReason!: string | null;

  @HasText('Short on the sides', { nullable: true })
  notes!: string | null;

  @HasCount(1, { description: 'Grows with every change; also sent as the ETag' })
  version!: number;

  @HasInstant('2027-03-01T08:00:00.000Z')
  createdAt!: string;
}

export class BookedAppointmentDto extends AppointmentDto {
  @HasText('gFh2k1cX9jYdLw0bq5ZPAQ', {
    optional: true,
    description:
      'Of a booking without an account: what `/guest-bookings/{manageToken}` takes. It is answered this once',
  })
  manageToken?: string;
}

export class AppointmentsPageDto extends ListPageDto {
  @HasList(() => AppointmentDto)
  items!: AppointmentDto[];

  @HasCount(1, { optional: true, description: 'Unless `limit` or `cursor` is sent' })
  page?: number;

  @HasCount(20, { optional: true, description: 'Unless `limit` or `cursor` is sent' })
  pageSize?: number;
}
