import { PERSON } from '../environment.js';
import type { HttpRequest } from '../register.js';
import { AppointmentRegister, type Booking } from './appointment.register.js';

/** The one appointment that a guest has with a barber on a date: booked without an account, moved and cancelled by its link. */
export class GuestRegister extends AppointmentRegister {
  protected override booked(body: object): HttpRequest {
    const client = { name: `${PERSON}Guest`, email: 'guest@checker.test' };
    return { method: 'POST', path: 'bookings', body: { ...body, client } };
  }

  protected override moved(booking: Booking, startsAt: string): HttpRequest {
    const { manageToken } = booking;
    if (manageToken === undefined) return super.moved(booking, startsAt);
    return { method: 'PATCH', path: `guest-bookings/${manageToken}`, body: { startsAt } };
  }

  protected override cancelled(booking: Booking): HttpRequest {
    const { manageToken } = booking;
    if (manageToken === undefined) return super.cancelled(booking);
    return { method: 'DELETE', path: `guest-bookings/${manageToken}` };
  }
}
