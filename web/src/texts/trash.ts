export const TRASH = {
  why: 'Deleted tasks are listed here for those who may delete some.',
  lead: 'A deleted task stays here for 30 days. After that it is gone for good.',
  label: 'Deleted tasks',
  empty: 'The trash is empty',
  emptyHint: 'What is deleted can be brought back from here.',
  restored: (number: number) => `#${number} is back`,
  deleted: 'Deleted',
  goneOn: (day: string) => `gone for good on ${day}`,
  restore: 'Restore',
} as const;
