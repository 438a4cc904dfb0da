import { firstCharacters, inParts } from '../../../common/characters.js';

/** How long a comment may be, in characters. */
const MAX_COMMENT = 20_000;
/** As a task's labels. */
const MAX_LABEL = 50;

/** Todoist's labels stand in the text. */
export function withoutTags(title: string, labels: Set<string>): string {
  return title
    .replaceAll(/(^|\s)@([\p{L}\p{N}_-]+)(?=\s|$)/gu, (_whole, before: string, label: string) => {
      labels.add(firstCharacters(label, MAX_LABEL));
      return before;
    })
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Jira's `date;author;text`, ClickUp's JSON, or the text as it is. */
export function commentsIn(cell: string): string[] {
  const jira = /^([^;\n]+);([^;\n]+);([\s\S]+)$/.exec(cell);
  if (jira && /\d/.test(jira[1] as string)) return split(`${jira[2]}, ${jira[1]}:\n${jira[3]}`);
  if (!cell.startsWith('[')) return split(cell);
  try {
    const list = JSON.parse(cell) as { text?: unknown; by?: unknown; date?: unknown }[];
    return list.flatMap(({ text, by, date }) => {
      const about = [by, date].filter((part) => typeof part === 'string' && part !== '').join(', ');
      return typeof text === 'string' && text.trim() !== '' ? split(about ? `${about}:\n${text}` : text) : [];
    });
  } catch {
    return split(cell);
  }
}

const split = (text: string): string[] => inParts(text, MAX_COMMENT).filter((part) => part.trim() !== '');
