import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
import {
  DatabaseReadOnly,
  isConnectionEnd,
  isConnectionError,
  isRefusal,
  isRetryable,
  unavailableBy,
} from './database.errors.js';

const withCode = (code: string) => Object.assign(new Error(code), { code });
/** With its words, which name the test. */
const named = (errors: readonly Error[]) => errors.map((error) => [error.message, error] as const);

describe('the errors of a database that is away', () => {
  it.each(
    named([
      withCode('ECONNREFUSED'),
      withCode('57P01'),
      withCode('57P03'),
      withCode('08006'),
      withCode('53300'),
      withCode('57014'),
      new Error('Connection terminated unexpectedly'),
      new Error('timeout exceeded when trying to connect'),
      new Error('Connection terminated due to connection timeout'),
      new Error('Client has encountered a connection error and is not queryable'),
      new Error('The server does not support SSL connections'),
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      new DatabaseError('received invalid response: 48', 1, 'error'),
      new TypeORMError('Driver not Connected'),
      new QueryFailedError('SELECT 1', [], new Error('Query read timeout')),
      new QueryFailedError('SELECT 2', [], withCode('57P02')),
      new QueryRunnerAlreadyReleasedError(),
      new QueryRunnerProviderAlreadyReleasedError(),
    ]),
  )('%s', (_said, error) => {
    expect(isConnectionError(error)).toBe(true);
  });

  it.each(
    named([
      withCode('23505'),
      withCode('40001'),
      new Error('no'),
      new Error('invalid input syntax: "Connection terminated"'),
      Object.assign(new Error('Query read timeout'), { code: '22P02' }),
    ]),
  )('not %s', (_said, error) => {
    expect(isConnectionError(error)).toBe(false);
  });

  it.each([
    '57P05',
    '57P04',
    '25P03',
    '08P01',
    '55P03',
    '58030',
    '28P01',
    '3D000',
    '42501',
    '42P01',
    '42883',
    '3F000',
    '26000',
    '40P01',
    'EHOSTDOWN',
    'CERT_HAS_EXPIRED',
  ])('%s is an answer of 503', (code) => {
    expect(unavailableBy(withCode(code))).toMatchObject({ code: 'database-unavailable' });
  });

  it('so is a database that takes no changes, which says so', () => {
    expect(unavailableBy(withCode('25006'))).toBeInstanceOf(DatabaseReadOnly);
    expect(unavailableBy(withCode('23505'))).toBeUndefined();
  });

  it('a refusal is an answer, a closed connection is silence', () => {
    expect(['53300', '57P03', 'EPIPE', 'ECONNREFUSED'].map((code) => isRefusal(withCode(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('a connection that was ended is not a server that is silent', () => {
    const ended = ['57P01', '57P05', '08006', 'ECONNRESET', 'EPIPE'].map(withCode);
    const silent = ['ETIMEDOUT', 'ECONNREFUSED', '57014', '53300', '23505'].map(withCode);
    expect(
      [...ended, new Error('Connection terminated unexpectedly')].map((error) => isConnectionEnd(error)),
    ).not.toContain(false);
    expect([...silent, new Error('Query read timeout')].map((error) => isConnectionEnd(error))).not.toContain(
      true,
    );
  });

  it('so is one that a pooler closes, and not what it only reports', () => {
    const fromPooler = (severity: string) => Object.assign(withCode('08P01'), { severity });
    expect(['FATAL', 'ERROR'].map((severity) => isConnectionEnd(fromPooler(severity)))).toEqual([
      true,
      false,
    ]);
  });

  it('deadlocks and failures to serialise may be tried again, nothing else', () => {
    const codes = ['40001', '40P01', '57P05', '23P01', '57P01'];
    expect(codes.map((code) => isRetryable(withCode(code)))).toEqual([true, true, true, false, false]);
  });

  it('so may what met a table that was dropped meanwhile, and no other internal error', () => {
    const messages = [
      'could not open relation with OID 17268',
      'cache lookup failed for relation 17268',
      'invalid page',
    ];
    const internal = (message: string) => Object.assign(new Error(message), { code: 'XX000' });
    expect(messages.map((message) => isRetryable(internal(message)))).toEqual([true, true, false]);
  });
});

it('what a log says of it has the cause', () => {
  const [worded, silent] = [
    unavailableBy(withCode('28P01')),
    unavailableBy(Object.assign(new Error(), { code: 'ECONNREFUSED' })),
  ];
  expect(String(worded)).toBe('The database does not answer at the moment. (28P01)');
  expect(String(silent)).toBe('The database does not answer at the moment. (ECONNREFUSED)');
});
