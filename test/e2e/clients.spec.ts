import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import type { ClientDto } from '../../src/booking/clients/client.dto.js';
import type { TestApp } from '../support/app.js';
import { FrontDesk, type Person } from '../support/front-desk.js';

type Answer = ClientDto & { readonly code: string };

describe('the clients of a business', () => {
  let desk: FrontDesk;
  let app: TestApp;
  let admin: Person;
  let staff: Person;
  let client: Person;
  let number = 0;

  beforeAll(async () => {
    desk = await FrontDesk.open();
    ({ app, admin, staff, client } = desk);
  });
  afterAll(() => desk.close());

  const create = (fields: object = {}, who = admin, headers: Record<string, string> = {}) =>
    app.post<Answer>('clients', { name: 'Ann Lee', ...fields }, { token: who.token, headers });
  const get = (id: number, who = admin) => app.get<Answer>(`clients/${id}`, { token: who.token });
  const search = async (query: string, who = admin) =>
    (await app.get<{ items: ClientDto[] }>(`clients?${query}`, { token: who.token })).body.items;
  const change = (id: number, fields: object, headers: Record<string, string> = {}) =>
    app.patch<Answer>(`clients/${id}`, fields, { token: admin.token, headers });
  const address = () => ({ email: `ann-${++number}@example.com`, phone: `+1 555 ${1000 + number}` });

  it('are made by staff, and answered privately with their version', async () => {
    const fields = { ...address(), notes: 'Allergic to nuts' };
    const { status, headers, body } = await create(fields);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/clients/${body.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body).toEqual({
      id: body.id,
      businessId: 1,
      name: 'Ann Lee',
      ...fields,
      blocked: false,
      noShows: 0,
      lateCancellations: 0,
      userId: null,
      version: 1,
      createdAt: body.createdAt,
    });
    expect((await get(body.id, staff)).body).toEqual(body);
  });

  it('are known by e-mail address and phone number, however they are written', async () => {
    const known = { email: `twin-${++number}@example.com`, phone: '+49 (170) 99-88' };
    const { body } = await create(known);
    for (const again of [
      { email: known.email.toUpperCase() },
      { phone: '0049 170 9988' },
      { phone: '+49 (0)170 9988' },
    ]) {
      const answer = await create(again);
      expect([answer.status, answer.body.code, answer.body.id]).toEqual([409, 'client-exists', body.id]);
    }
    for (const q of ['0049 170 9988', '+49 (0)170 9988', '0170 9988'])
      expect((await search(`q=${encodeURIComponent(q)}`)).map(({ id }) => id)).toEqual([body.id]);
    const { body: other } = await create(address());
    const taken = await change(other.id, { phone: '49170 9988' });
    expect([taken.status, taken.body.code, taken.body.id]).toEqual([409, 'client-exists', body.id]);
  });

  it('are made once by two requests at the same moment', async () => {
    const fields = address();
    const answers = await Promise.all([create(fields), create(fields), create(fields)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409', '409']);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('are found by any part of name, e-mail address and phone number', async () => {
    const { body } = await create({
      name: 'Zoë Quill_100%',
      email: 'z.quill@example.org',
      phone: '+1 (777) 24-68',
    });
    for (const q of ['zoë', 'quill', 'uill', 'll_1', '00%', 'quill@ex', '(777) 24', '7772468', '24-68']) {
      expect((await search(`q=${encodeURIComponent(q)}`)).map(({ id }) => id)).toEqual([body.id]);
    }
    for (const q of ['q_uill', '...', '( )']) expect(await search(`q=${encodeURIComponent(q)}`)).toEqual([]);
    expect((await app.get('clients?q=zo', { token: admin.token })).status).toBe(400);
  });

  it('are found in either case of letters beyond ASCII, composed or not', async () => {
    for (const name of ['Élodie Özgür', 'ЖАННА (Я)', 'Ångström.+'.normalize('NFD')]) {
      const { body } = await create({ ...address(), name });
      for (const q of [name.toLowerCase(), name.toUpperCase(), name.normalize('NFD'), name.slice(0, 3)]) {
        expect((await search(`q=${encodeURIComponent(q)}`)).map(({ id }) => id)).toEqual([body.id]);
      }
    }
    expect(await search(`q=${encodeURIComponent('é.*ü')}`)).toEqual([]);
  });

  it('are listed by name, page by page', async () => {
    const names = ['Page A', 'page B', 'Page C'];
    for (const name of names.toReversed()) await create({ name });
    const page = async (query: string) =>
      (await app.get(`clients?q=page&limit=2${query}`, { token: admin.token })).body;
    const first = await page('&total=true');
    expect(first).toMatchObject({
      items: [{ name: 'Page A' }, { name: 'page B' }],
      total: 3,
      totalIsCapped: false,
    });
    const second = await page(`&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ name: 'Page C' }], nextCursor: null });
    const other = await app.get(`clients?q=pag&cursor=${first.nextCursor}`, { token: admin.token });
    expect(other.status).toBe(400);
  });

  it('change with their version; a change that changes nothing writes nothing', async () => {
    const { body } = await create(address());
    const changed = await change(body.id, { notes: 'Early riser' }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ notes: 'Early riser', version: 2 });
    expect((await change(body.id, { notes: 'Early riser', name: 'Ann Lee' })).body.version).toBe(2);
    expect((await change(body.id, { name: 'A' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await change(body.id, { phone: null })).body).toMatchObject({ phone: null, version: 3 });
  });

  it('do not exist for clients, and not for staff of another business', async () => {
    const { body: business } = await app.post<{ id: number }>(
      'businesses',
      { name: 'Other' },
      { token: admin.token },
    );
    const fields = { ...address(), businessId: business.id };
    const { body } = await create(fields);
    expect(body.businessId).toBe(business.id);
    expect((await get(body.id, staff)).status).toBe(404);
    expect((await get(body.id, client)).status).toBe(403);
    expect(await search(`q=${fields.email}`, staff)).toEqual([]);
    expect(await search(`q=${fields.email}&businessId=${business.id}`)).toHaveLength(1);
    const foreign = await app.get(`clients?businessId=${business.id}`, { token: staff.token });
    expect(foreign.status).toBe(404);
    // A cursor that was made up does not tell where in the alphabet the name is.
    for (const name of ['Zoe', 'Zoe']) await create({ ...address(), name });
    const page = (query: string) => app.get(`clients?${query}&limit=1`, { token: staff.token });
    for (const query of ['', 'q=zoe']) {
      const [hash] = JSON.parse(Buffer.from((await page(query)).body.nextCursor, 'base64url').toString());
      const cursor = Buffer.from(JSON.stringify([hash, body.id])).toString('base64url');
      expect((await page(`${query}&cursor=${cursor}`)).body.items).toEqual([]);
    }
  });

  describe('with an account', () => {
    const register = async (email: string) => {
      const password = 'correct horse battery';
      const { body } = await app.post<{ id: number }>('auth/register', { email, password, name: 'Ann' });
      const login = await app.post<{ accessToken: string }>('auth/login', { email, password });
      return { id: body.id, token: login.body.accessToken };
    };

    it('are made by registering', async () => {
      const { email } = address();
      const { id } = await register(email);
      expect(await search(`q=${email}`)).toMatchObject([{ name: 'Ann', email, userId: id }]);
    });

    it('follow the name and address of the account, unless the shop has changed them or knows another by that address', async () => {
      const { email } = address();
      const account = await register(email);
      const { id } = (await search(`q=${email}`))[0] as ClientDto;
      const rename = (fields: object) => app.patch('users/me', fields, { token: account.token });
      const next = address().email;
      expect((await rename({ name: 'Ann Moved', email: next })).status).toBe(200);
      expect((await get(id)).body).toMatchObject({ name: 'Ann Moved', email: next, version: 2 });
      await change(id, { name: 'Ann M. (loyal)' });
      await rename({ name: 'Ann Again' });
      expect((await get(id)).body).toMatchObject({ name: 'Ann M. (loyal)', email: next, version: 3 });
      const taken = address();
      await create(taken);
      expect((await rename({ email: taken.email })).status).toBe(200);
      expect((await get(id)).body.email).toBeNull();
      // The former address may be another person's now.
      const other = await register(next);
      expect(await search(`q=${next}`)).toMatchObject([{ userId: other.id, email: next }]);
    });

    it('are found by registering, but an unverified account does not see what the shop knows of them', async () => {
      const fields = address();
      const { body: known } = await create(fields);
      const account = await register(fields.email);
      expect(await search(`q=${fields.email}`)).toMatchObject([{ id: known.id, userId: null }]);
      desk.nextDay();
      const phoned = await desk.book({ clientId: known.id, time: '10:00' }, admin);
      const { body: own } = await desk.book({}, account);
      expect(own.client).toBeNull();
      expect((await app.get(`bookings/${own.id}`, { token: admin.token })).body.client).toMatchObject({
        id: known.id,
      });
      const seen = () => app.get<AppointmentDto>(`bookings/${phoned.body.id}`, { token: account.token });
      expect((await seen()).status).toBe(404);
      await app.database.query('UPDATE users SET verified_at = now() WHERE id = $1', [account.id]);
      expect((await seen()).body).toMatchObject({
        userId: account.id,
        client: { id: known.id, phone: fields.phone },
      });
    });
  });

  it('are merged: appointments, notes and what was missing go over', async () => {
    desk.nextDay();
    const { email, phone } = address();
    const { body: from } = await create({ email, notes: 'Left-handed', name: 'Anne' });
    const { body: into } = await create({ phone, notes: 'Prefers Maya' });
    await change(from.id, { blocked: true });
    const { body: booking } = await desk.book({ clientId: from.id, override: ['limits'] }, admin);
    const { status, body } = await app.post<ClientDto>(
      `clients/${from.id}/merge`,
      { intoId: into.id },
      { token: admin.token },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: into.id,
      email,
      phone,
      notes: 'Prefers Maya\nLeft-handed',
      blocked: true,
    });
    expect((await get(from.id)).status).toBe(404);
    const stale = await desk.change(booking.id, { notes: 'x' }, admin, { 'if-match': '"1"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'version-mismatch']);
    expect((await desk.change(booking.id, { notes: 'x' }, admin, { 'if-match': '"2"' })).status).toBe(200);
    const history = await app.get<{ items: AppointmentDto[] }>(`clients/${into.id}/bookings`, {
      token: admin.token,
    });
    expect(history.body.items.map(({ id }) => id)).toEqual([booking.id]);
    const itself = await app.post(`clients/${into.id}/merge`, { intoId: into.id }, { token: admin.token });
    expect(itself.status).toBe(400);
  });

  it('whose account comes with a merge change the version of each of their appointments, once', async () => {
    desk.nextDay();
    const { body: into } = await create(address());
    const [{ id: from } = { id: 0 }] = await search(`q=${desk.other.email}`);
    const { body: known } = await desk.book({ clientId: into.id, time: '09:00' }, admin);
    const { body: own } = await desk.book({ time: '10:00' }, desk.other);
    const merged = await app.post(`clients/${from}/merge`, { intoId: into.id }, { token: admin.token });
    expect(merged.status).toBe(200);
    for (const { id } of [known, own]) {
      const { body } = await app.get<AppointmentDto>(`bookings/${id}`, { token: admin.token });
      expect(body).toMatchObject({ userId: desk.other.id, client: { id: into.id }, version: 2 });
    }
  });

  it('are exported whole, as JSON', async () => {
    desk.nextDay();
    const { body } = await create(address());
    const beyond = { override: ['grid'], overrideReason: 'In a hurry' };
    const { body: booking } = await desk.book({ clientId: body.id, notes: 'Fringe', ...beyond }, admin);
    const { status, body: exported } = await app.get(`clients/${body.id}/export`, { token: admin.token });
    expect(status).toBe(200);
    const { overrideReason } = beyond;
    const all = { id: booking.id, notes: 'Fringe', lateCancellation: false, overrideReason };
    expect(exported).toMatchObject({ client: body, bookings: [all] });
  });

  it('are erased before the answer: the appointment stays as a time', async () => {
    desk.nextDay();
    const marks = ['Quentin Qx', 'qx@example.org', '+1 999 4242', 'Ticklish Qx', 'Fringe Qx', 'Flu Qx'];
    const [name, email, phone, notes, wish, reason] = marks;
    const person = { name, email, phone, notes };
    const { body } = await create(person, admin, { 'idempotency-key': 'erase-1' });
    const key = { 'idempotency-key': 'erase-2' };
    const { body: booking } = await desk.book({ clientId: body.id, notes: wish }, admin, key);
    await app.post(`bookings/${booking.id}/cancel`, { reason }, { token: admin.token });
    expect((await app.delete(`clients/${body.id}`, { token: admin.token })).status).toBe(204);

    expect((await get(body.id)).status).toBe(404);
    const { body: left } = await app.get<AppointmentDto>(`bookings/${booking.id}`, { token: admin.token });
    expect(left).toMatchObject({ id: booking.id, startsAt: booking.startsAt, client: null, userId: null });
    expect(await mentions(marks)).toEqual([]);
    const again = await create(person, admin, { 'idempotency-key': 'erase-1' });
    expect([again.status, again.body.code]).toEqual([404, 'not-found']);
    expect((await desk.book({ clientId: body.id }, admin)).status).toBe(404);
    expect((await create(person)).status).toBe(201);
  });

  it('who are erased leave appointments that staff go on to move, lengthen and confirm again', async () => {
    desk.nextDay();
    const { body } = await create(address());
    const { body: booking } = await desk.book({ clientId: body.id }, admin);
    const { body: cancelled } = await desk.book({ clientId: body.id, time: '11:00' }, admin);
    await desk.cancel(cancelled.id, admin);
    await app.delete(`clients/${body.id}`, { token: admin.token });
    const changes: [id: number, fields: object][] = [
      [booking.id, { time: '10:00' }],
      [booking.id, { durationMinutes: 45 }],
      [cancelled.id, { status: 'confirmed' }],
    ];
    for (const [id, fields] of changes) {
      expect(await desk.change(id, fields, admin)).toMatchObject({ status: 200, body: fields });
    }
  });

  /** The tables that contain one of the texts anywhere. */
  async function mentions(texts: readonly string[]): Promise<string[]> {
    const tables = await app.database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await app.database.query(
        `SELECT FROM ${name} WHERE EXISTS (SELECT FROM unnest($1::text[]) AS mark WHERE ${name}::text ILIKE '%' || mark || '%')`,
        [texts],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }
});
