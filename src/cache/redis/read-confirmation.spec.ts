import { beforeEach, expect, it, jest } from '@jest/globals';
import { ReadConfirmation } from './read-confirmation.js';

let now: number;
let role: () => Promise<unknown>;
let epoch: () => Promise<void>;
let sent: string[];
let confirmation: ReadConfirmation;

beforeEach(() => {
  now = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  sent = [];
  role = async () => 0;
  epoch = async () => undefined;
  confirmation = new ReadConfirmation(
    async ({ onReply, onError }) => {
      sent.push('role');
      return role().then(onReply, (error: Error) => {
        throw onError(error);
      });
    },
    async () => {
      sent.push('epoch');
      return epoch();
    },
  );
});

/** Confirms at the end of each of the pauses, and returns what was sent. */
async function confirmAfter(...pausesMs: number[]): Promise<string[]> {
  sent = [];
  for (const pause of pausesMs) {
    now += pause;
    await confirmation.confirm();
  }
  return sent;
}

it('reads the epoch at first, and after every pause', async () => {
  expect(await confirmAfter(0, 10, 5, 1, 4.9, 5)).toEqual([
    'epoch',
    'epoch',
    'epoch',
    'role',
    'role',
    'epoch',
  ]);
});

it('reads the epoch again if the role was long on its way', async () => {
  await confirmation.confirm();
  role = async () => (now += 5);
  expect(await confirmAfter(1)).toEqual(['role', 'epoch']);
});

it('reads the epoch at once where replies take too long for the role', async () => {
  epoch = async () => void (now += 4.5);
  role = epoch;
  expect(await confirmAfter(0, 0, 1)).toEqual(['epoch', 'epoch', 'epoch']);
});

it('counts from the last confirmation that succeeded', async () => {
  await confirmation.confirm();
  role = async () => {
    throw new Error('a replica');
  };
  now += 4;
  await expect(confirmation.confirm()).rejects.toThrow('a replica');
  expect(await confirmAfter(1)).toEqual(['epoch']);
});

it('fails with the epoch', async () => {
  epoch = async () => {
    throw new Error('another epoch');
  };
  await expect(confirmation.confirm()).rejects.toThrow('another epoch');
});

it('reads the epoch every time where the role is denied', async () => {
  confirmation.isRoleDenied = true;
  expect(await confirmAfter(0, 1, 1)).toEqual(['epoch', 'epoch', 'epoch']);
});
