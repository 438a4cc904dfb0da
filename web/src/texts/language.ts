/** The language of these texts, by BCP 47: it chooses the forms of plurals, and pages are read aloud in it. */
export const LANGUAGE = 'en';

const rules = new Intl.PluralRules(LANGUAGE);
const number = new Intl.NumberFormat();

/**
 * A count with what is counted.
 * @param forms by the plural categories of the language, as CLDR has them; `#` is the count in digits
 */
export const plural = (
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string => (forms[rules.select(count)] ?? forms.other).replace('#', number.format(count));
