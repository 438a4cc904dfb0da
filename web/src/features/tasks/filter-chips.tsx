import { Menu, UnstyledButton } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { FILTER_BAR, FILTERS, OPERATORS } from '../../texts/tasks.ts';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { type FilterPart, moved, operatorsOf, partsOf, withoutPart } from './filter-parts.ts';
import { FilterPicker } from './filter-picker.tsx';
import type { TaskFilter } from './search.ts';
import { useFilterWords } from './use-filter-words.ts';
import css from './filters.module.css';

interface Props {
  filter: TaskFilter;
  onChange: (filter: TaskFilter) => void;
}

/** The conditions of a filter, each of which can be changed in its place. */
export function FilterChips({ filter, onChange }: Props) {
  const words = useFilterWords([filter]);
  return partsOf(filter).map((part) => (
    <Chip key={part.slot} part={part} text={words(filter, part)} filter={filter} onChange={onChange} />
  ));
}

function Chip({ part, text, filter, onChange }: Props & { part: FilterPart; text: string }) {
  const name = FILTERS[part.kind];
  const operators = 'isList' in part ? operatorsOf(filter, part.slot) : [];
  return (
    <span className={css['chip']}>
      <span className={css['kind']}>{name}</span>{' '}
      {'isList' in part && operators.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <UnstyledButton className={css['operator']}>
              <span className="visually-hidden">{name} </span>
              {OPERATORS[part.slot as keyof typeof OPERATORS]}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {operators.map((operator) => (
              <Menu.Item key={operator} onClick={() => onChange(moved(filter, part.slot, operator))}>
                {OPERATORS[operator]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {part.kind === 'blockedBy' ? (
        <span className={css['value']} title={text}>
          {text}
        </span>
      ) : (
        <PopoverButton
          className={css['value']}
          aria-haspopup="dialog"
          title={text}
          content={(close) => <FilterPicker part={part} filter={filter} onChange={onChange} onDone={close} />}
        >
          {text}
        </PopoverButton>
      )}
      <UnstyledButton
        className={css['remove']}
        aria-label={FILTER_BAR.remove(name, text)}
        onClick={() => onChange(withoutPart(filter, part))}
      >
        <Cross2Icon aria-hidden width={12} height={12} />
      </UnstyledButton>
    </span>
  );
}
