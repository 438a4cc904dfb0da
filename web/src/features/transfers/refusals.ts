import type { components } from '@taskflow/client';

export type Refusal = components['schemas']['RefusalDto'];

/** As RFC 4180 has it. What a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsv(refusals: Refusal[]): string {
  const cell = (value: string): string => {
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = refusals.map(({ line, field, reason }) => [String(line), field ?? '', reason]);
  return [['line', 'column', 'reason'], ...lines].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

export function saveRefusals(id: string, refusals: Refusal[]): void {
  const url = URL.createObjectURL(new Blob([toCsv(refusals)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `refused-rows-${id.slice(-6)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
