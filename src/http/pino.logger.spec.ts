import { describe, expect, it } from '@jest/globals';
import { parseEnv } from '../config/env.js';
import { PinoLogger } from './pino.logger.js';

type Line = Record<string, unknown>;

function logger(): { log: PinoLogger; lines: Line[] } {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  return { log: new PinoLogger(parseEnv({}), destination), lines };
}

describe('PinoLogger', () => {
  it('writes level names, the context and causes', () => {
    const { log, lines } = logger();
    log.warn('slow', 'Redis');
    log.error('failed', new Error('why'), 'Http');
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'slow', context: 'Redis' },
      { level: 'error', msg: 'failed', context: 'Http', err: { message: 'why' } },
    ]);
    expect(lines[0]).not.toHaveProperty('requestId');
  });
});
