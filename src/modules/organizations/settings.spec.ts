import { describe, expect, it } from 'vitest';
import { settingsOf } from './settings.js';

describe('settingsOf', () => {
  it('fills in what is not set', () => {
    expect(settingsOf({})).toEqual({ taskWrites: 'MEMBERS', timeZone: 'UTC', allowReopen: false });
    expect(settingsOf({ timeZone: 'Europe/Paris' })).toEqual({
      taskWrites: 'MEMBERS',
      timeZone: 'Europe/Paris',
      allowReopen: false,
    });
  });
});
