import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { logSettings, settingsFrom } from './settings.js';

const rules = z.object(logSettings);
const right = {
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  KEYS_DATABASE_URL: 'postgres://keys:Zephyrine@127.0.0.1/keys',
  DAYBOOK_MASTER_KEY: randomBytes(32).toString('base64'),
};

describe('what a process is told by its environment', () => {
  it('is taken where all of it is right', () => {
    const { DAYBOOK_MASTER_KEY, ...urls } = settingsFrom(rules, right);
    expect(urls).toEqual({ EVENTSTORE_URL: right.EVENTSTORE_URL, KEYS_DATABASE_URL: right.KEYS_DATABASE_URL });
    expect(DAYBOOK_MASTER_KEY.toString('base64')).toBe(right.DAYBOOK_MASTER_KEY);
  });

  it('names every variable that is missing', () => {
    expect(() => settingsFrom(rules, {})).toThrow(
      /^EVENTSTORE_URL: .+\nKEYS_DATABASE_URL: .+\nDAYBOOK_MASTER_KEY: must be 32 bytes in base64$/,
    );
  });

  it.each([
    ['EVENTSTORE_URL', 'http://Zephyrine'],
    ['EVENTSTORE_URL', 'my esdb://Zephyrine'],
    ['KEYS_DATABASE_URL', 'mysql://keys:Zephyrine@127.0.0.1/keys'],
    ['DAYBOOK_MASTER_KEY', 'Zephyrine'],
    ['DAYBOOK_MASTER_KEY', randomBytes(31).toString('base64')],
  ])('names %s where it is wrong, and shows no value: it may be a password', (name, value) => {
    let message = '';
    try {
      settingsFrom(rules, { ...right, [name]: value });
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toMatch(new RegExp(`^${name}: must be`));
    expect(message).not.toContain(value);
  });
});
