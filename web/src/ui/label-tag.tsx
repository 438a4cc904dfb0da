import css from './label-tag.module.css';

/** The colour of a label, beside its name; a ring where none was set. */
export function LabelDot({ color }: { color?: string | null }) {
  return (
    <span
      className={css['dot']}
      data-empty={!color || undefined}
      style={{ '--color': color ?? 'transparent' } as React.CSSProperties}
      aria-hidden
    />
  );
}

/** A label as tasks have it. Its name is in the colour of the text, which can be read on any ground. */
export function LabelTag({ name, color }: { name: string; color?: string | null }) {
  return (
    <span className={css['tag']}>
      {color && <LabelDot color={color} />}
      <span className={css['name']}>{name}</span>
    </span>
  );
}
