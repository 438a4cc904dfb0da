/** How long a comment may be, in characters. */
const MAX_COMMENT = 20_000;
/** As a task's labels. */
const MAX_LABEL = 50;

/** Todoist's labels stand in the text. */
export function withoutTags(title: string, labels: Set<string>): string {
  return title
    .replaceAll(/(^|\s)@([\p{L}\p{N}_-]+)(?=\s|$)/gu, (_whole, before: string, label: string) => {
      labels.add(cut(label, MAX_LABEL));
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

function split(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; start += (parts.at(-1) as string).length)
    parts.push(cut(text.slice(start), MAX_COMMENT));
  return parts.filter((part) => part.trim() !== '');
}

/** The beginning of a text, without half a surrogate pair at its end. */
export function cut(text: string, length: number): string {
  const part = text.slice(0, length);
  return part.isWellFormed() || !text.isWellFormed() ? part : part.slice(0, -1);
}
