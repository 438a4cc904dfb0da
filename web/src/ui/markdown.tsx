import { Fragment, type ReactNode } from 'react';
import css from './markdown.module.css';

/**
 * The Markdown that people write in tasks: headings, lists, check boxes, quotes, code, emphasis and links. It becomes
 * elements, never HTML: a text can't bring a script, and links lead to web and mail addresses only.
 */
export function Markdown({ text }: { text: string }) {
  return <div className={css['markdown']}>{blocks(text.replaceAll('\r\n', '\n').split('\n'))}</div>;
}

const ITEM = /^\s{0,8}(?:[-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;

function blocks(lines: string[]): ReactNode[] {
  const out: ReactNode[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] as string;
    const from = at;
    const take = (holds: (line: string) => boolean): string[] => {
      while (at < lines.length && holds(lines[at] as string)) at++;
      return lines.slice(from, at);
    };
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') at++;
    else if (line.startsWith('```')) {
      at++;
      while (at < lines.length && !(lines[at] as string).startsWith('```')) at++;
      out.push(
        <pre key={from}>
          <code>{lines.slice(from + 1, at).join('\n')}</code>
        </pre>,
      );
      at++;
    } else if (heading) {
      at++;
      const Tag = (heading[1] as string).length < 3 ? 'h3' : 'h4';
      out.push(<Tag key={from}>{inline(heading[2] as string)}</Tag>);
    } else if (line.startsWith('>'))
      out.push(
        <blockquote key={from}>
          {blocks(take((one) => one.startsWith('>')).map((one) => one.replace(/^>\s?/, '')))}
        </blockquote>,
      );
    else if (ITEM.test(line)) {
      const isOrdered = /^\s*\d/.test(line);
      const List = isOrdered ? 'ol' : 'ul';
      out.push(
        <List key={from}>
          {take((one) => ITEM.test(one)).map((one, index) => {
            const [, box, words = ''] = ITEM.exec(one) as RegExpExecArray;
            return (
              <li key={index} className={box === undefined ? undefined : css['todo']}>
                {box !== undefined && (
                  <input type="checkbox" checked={box !== ' '} readOnly disabled aria-label={words} />
                )}
                {inline(words)}
              </li>
            );
          })}
        </List>,
      );
    } else {
      const words = take((one) => one.trim() !== '' && !/^(#{1,6}\s|>|```)/.test(one) && !ITEM.test(one));
      out.push(
        <p key={from}>
          {words.map((one, index) => (
            <Fragment key={index}>
              {index > 0 && <br />}
              {inline(one)}
            </Fragment>
          ))}
        </p>,
      );
    }
  }
  return out;
}

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+|mailto:[^\s)]+)\)|(https?:\/\/[^\s<>")]*[^\s<>").,;:!?])|(?<![\w*])[*_]([^*_\s][^*_]*)[*_](?![\w*])|(?<![\w@])(@[\w.-]*\w)/g;

function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, bold, label, target, address, emphasis, mention] = match;
    out.push(text.slice(from, match.index));
    const key = match.index;
    if (code !== undefined) out.push(<code key={key}>{code}</code>);
    else if (bold !== undefined) out.push(<strong key={key}>{bold}</strong>);
    else if (emphasis !== undefined) out.push(<em key={key}>{emphasis}</em>);
    else if (mention !== undefined)
      out.push(
        <span key={key} className={css['mention']}>
          {mention}
        </span>,
      );
    else
      out.push(
        <a key={key} href={target ?? address} target="_blank" rel="noreferrer noopener nofollow">
          {label ?? address}
        </a>,
      );
    from = match.index + all.length;
  }
  out.push(text.slice(from));
  return out;
}
