import { describe, expect, it } from 'vitest';
import { addDays, addMonths, LocalCalendar, mondayOf } from './calendar.js';

describe('days of the calendar', () => {
  it('are counted across months, leap days and years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-12-31', 1)).toBe('2028-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });

  it('lead to first days of months', () => {
    expect(addMonths('2027-01-31', 0)).toBe('2027-01-01');
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-01');
    expect(addMonths('2027-01-31', -1)).toBe('2026-12-01');
  });

  it.each([
    ['2027-03-01', '2027-03-01'],
    ['2027-03-07', '2027-03-01'],
    ['2027-01-01', '2026-12-28'],
  ])('the week of %s begins on %s', (date, monday) => expect(mondayOf(date)).toBe(monday));
});

describe('the calendar of a time zone', () => {
  it.each([
    ['UTC', '2027-03-28', '2027-03-28T00:00:00.000Z'],
    ['Europe/Zurich', '2027-03-28', '2027-03-27T23:00:00.000Z'],
    ['Europe/Zurich', '2027-03-29', '2027-03-28T22:00:00.000Z'],
    ['Europe/Zurich', '2027-11-01', '2027-10-31T23:00:00.000Z'],
    ['Asia/Kathmandu', '2027-06-01', '2027-05-31T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2027-06-01', '2027-05-31T10:00:00.000Z'],
    ['Etc/GMT+12', '2027-06-01', '2027-06-01T12:00:00.000Z'],
    // The clocks went from 23:59 to 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // They went from 23:59 back to 23:00: the day before was an hour longer.
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00.000Z'],
    // They went from 00:59 back to 00:00: the day had 00:30 twice.
    ['America/Havana', '2027-11-07', '2027-11-07T04:00:00.000Z'],
    // This day was skipped in its whole length; what follows begins where it would have.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ])('%s: %s begins at %s', (timeZone, date, moment) => {
    expect(new LocalCalendar(timeZone).startOf(date).toISOString()).toBe(moment);
  });

  it.each([
    ['Europe/Zurich', '2027-03-27T22:59:59.999Z', '2027-03-27'],
    ['Europe/Zurich', '2027-03-27T23:00:00.000Z', '2027-03-28'],
    ['America/Los_Angeles', '2027-01-01T07:59:59.999Z', '2026-12-31'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '2027-01-01'],
  ])('%s: %s is in %s', (timeZone, moment, date) => {
    expect(new LocalCalendar(timeZone).dateAt(new Date(moment))).toBe(date);
  });

  it.each([
    ['Asia/Kathmandu', '2027-06-01T02:14:59.999Z', 7],
    ['Asia/Kathmandu', '2027-06-01T02:15:00.000Z', 8],
    // The clocks went from 02:00 to 03:00 that day.
    ['Europe/Zurich', '2027-03-28T05:59:59.999Z', 7],
    ['Europe/Zurich', '2027-03-28T06:00:00.000Z', 8],
    ['Europe/Zurich', '2027-03-27T23:00:00.000Z', 0],
  ])('%s: %s is in the hour %i', (timeZone, moment, hour) => {
    expect(new LocalCalendar(timeZone).hourAt(new Date(moment))).toBe(hour);
  });

  it('has days that follow one another without a gap, each a moment after the one before', () => {
    for (const timeZone of ['America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut', 'Australia/Lord_Howe']) {
      const calendar = new LocalCalendar(timeZone);
      for (let date = '2017-01-01'; date < '2018-12-31'; date = addDays(date, 1)) {
        const [start, end] = [calendar.startOf(date), calendar.startOf(addDays(date, 1))];
        expect([timeZone, calendar.dateAt(start)]).toEqual([timeZone, date]);
        expect([timeZone, calendar.dateAt(new Date(Number(end) - 1))]).toEqual([timeZone, date]);
      }
    }
  });
});
