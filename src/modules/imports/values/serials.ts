const DAY = 86_400_000;
/** In milliseconds: numbers of spreadsheets have 15 digits, which is some microseconds. */
const PRECISION = 0.01;

/**
 * The milliseconds of a spreadsheet's number of days. One that is exact to the millisecond is taken for that, such as the
 * last of a day; of others, whose fraction was rounded, to the second.
 */
export function millisecondsOf(days: number): number {
  const exact = days * DAY;
  const nearest = Math.round(exact);
  return Math.abs(exact - nearest) < PRECISION ? nearest : Math.round(exact / 1000) * 1000;
}
