import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What a translation of the console's texts lacks: by file and name, texts that aren't there, and texts without the
 * `{places}` where the original has elements.
 * @param original the folder `web/src/texts`
 * @param translation a copy of it in another language
 */
export async function missingTexts(original: string, translation: string): Promise<string[]> {
  const missing: string[] = [];
  for (const file of readdirSync(original).filter((name) => name.endsWith('.ts'))) {
    const [texts, translated] = await Promise.all(
      [original, translation].map((folder) => import(pathToFileURL(join(folder, file)).href)),
    );
    missing.push(...compare(file, texts, translated));
  }
  return missing;
}

function compare(name: string, text: unknown, translated: unknown): string[] {
  if (typeof text !== typeof translated) return [name];
  if (typeof text === 'string') return placesOf(text) === placesOf(translated as string) ? [] : [name];
  if (typeof text !== 'object' || text === null) return [];
  return Object.entries(text).flatMap(([key, value]) =>
    compare(`${name} ${key}`, value, (translated as Record<string, unknown> | null)?.[key]),
  );
}

const placesOf = (text: string): string =>
  [...text.matchAll(/\{\w+\}/g)]
    .map(([place]) => place)
    .toSorted()
    .join();
