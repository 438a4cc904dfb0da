import { Fragment, type ReactNode } from 'react';

/** The names of the places in a text: `id` and `name` of `{name}, by {id}`. */
type Places<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? Place | Places<Rest>
  : never;

/** A text with elements in it, such as a link or a name in bold: each stands where the language has it. */
export function fill<Text extends string>(text: Text, elements: Record<Places<Text>, ReactNode>): ReactNode {
  return text
    .split(/\{(\w+)\}/)
    .map((part, at) => <Fragment key={at}>{at % 2 === 1 ? elements[part as Places<Text>] : part}</Fragment>);
}
