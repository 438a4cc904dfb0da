/** What was typed into a field for either: six digits are of the authenticator, and recovery codes are longer. */
export function factorOf(typed: string): { code?: string; recoveryCode?: string } {
  const given = typed.replaceAll(/\s/g, '');
  if (given === '') return {};
  return /^\d{6}$/.test(given) ? { code: given } : { recoveryCode: given };
}
