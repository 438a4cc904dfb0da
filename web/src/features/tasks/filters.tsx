import { CloseButton, Menu, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { CaretSortIcon, CheckIcon, MagnifyingGlassIcon, MixerHorizontalIcon } from '@radix-ui/react-icons';
import { type RefObject, useEffect, useState } from 'react';
import { FILTER_BAR, FILTERS, GROUPINGS, SORTS } from '../../texts/tasks.ts';
import { type Option, OptionList } from '../../ui/option-list.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { FilterChips } from './filter-chips.tsx';
import { CHOICES, type FilterKind, partOf, partsOf, valuesOf, withValue } from './filter-parts.ts';
import { FilterPicker, useFilterOptions } from './filter-picker.tsx';
import { DEFAULT_SORT, type Grouping, type TaskFilter, type TaskSort } from './search.ts';
import css from './filters.module.css';

interface Props {
  filter: TaskFilter;
  /** Of one user, whom the page names: the filters leave assignees out. */
  isMine?: boolean;
  /** How the page sorts where the address doesn't say. */
  defaultSort?: TaskSort;
  /** Whether what is listed can be shown in groups. */
  isGroupable?: boolean;
  words: RefObject<HTMLInputElement | null>;
  onChange: (filter: TaskFilter) => void;
}

/** The orders that people ask for. Others are in views that a program made. */
const OFFERED: TaskSort[] = ['-createdAt', 'createdAt', 'dueAt', '-priority', '-updatedAt', 'title'];

/** Words and chips, which the address holds. */
export function Filters({
  filter,
  isMine = false,
  defaultSort = DEFAULT_SORT,
  isGroupable = false,
  words,
  onChange,
}: Props) {
  const [text, setText] = useState(filter.q ?? '');
  useEffect(() => setText(filter.q ?? ''), [filter.q]);
  const search = useDebouncedCallback((q: string) => onChange({ ...filter, q: q || undefined }), 200);
  const chosenSort = filter.sort ?? defaultSort;
  const sorts = Object.fromEntries(
    [...OFFERED, ...(filter.q ? (['relevance'] as const) : []), chosenSort].map((sort) => [
      sort,
      SORTS[sort],
    ]),
  ) as Partial<Record<TaskSort, string>>;
  const { assignee, ...ofOneUser } = GROUPINGS;
  const groupings: Partial<Record<Grouping, string>> = isMine ? ofOneUser : { ...ofOneUser, assignee };
  return (
    <div className={css['filters']}>
      <TextInput
        ref={words}
        size="xs"
        className={css['words']}
        aria-label={FILTER_BAR.words}
        placeholder={FILTER_BAR.search}
        leftSection={<MagnifyingGlassIcon aria-hidden />}
        rightSection={
          text && (
            <CloseButton
              size="xs"
              aria-label={FILTER_BAR.clearWords}
              onClick={() => (setText(''), onChange({ ...filter, q: undefined }))}
            />
          )
        }
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          search(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <AddFilter filter={filter} isMine={isMine} onChange={onChange} />
      <FilterChips filter={isMine ? { ...filter, assignee: undefined } : filter} onChange={onChange} />
      {partsOf(filter).length > 1 && (
        <UnstyledButton
          className={css['clear']}
          onClick={() => onChange({ sort: filter.sort, group: filter.group })}
        >
          {FILTER_BAR.clearAll}
        </UnstyledButton>
      )}
      <span className={css['order']}>
        {isGroupable && (
          <Choice
            choices={{ none: FILTER_BAR.noGroups, ...groupings }}
            chosen={filter.group ?? 'none'}
            onChoose={(group) => onChange({ ...filter, group: group === 'none' ? undefined : group })}
          />
        )}
        <Choice
          choices={sorts}
          chosen={chosenSort}
          onChoose={(sort) => onChange({ ...filter, sort: sort === defaultSort ? undefined : sort })}
        />
      </span>
    </div>
  );
}

/** One of a few, as a menu that shows which one it is. */
function Choice<T extends string>({
  choices,
  chosen,
  onChoose,
}: {
  choices: Partial<Record<T, string>>;
  chosen: T;
  onChoose: (choice: T) => void;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={css['sort']}>
          {choices[chosen]}
          <CaretSortIcon aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(choices) as T[]).map((choice) => (
          <Menu.Item
            key={choice}
            rightSection={choice === chosen ? <CheckIcon aria-hidden /> : undefined}
            onClick={() => onChoose(choice)}
          >
            {choices[choice]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Chooses what to filter by, and then the values; what is typed is looked for among all of them. */
function AddFilter({
  filter,
  isMine,
  onChange,
}: {
  filter: TaskFilter;
  isMine: boolean;
  onChange: Props['onChange'];
}) {
  return (
    <PopoverButton
      className={css['add']}
      aria-haspopup="dialog"
      content={(close) => <NewPart filter={filter} isMine={isMine} onChange={onChange} onDone={close} />}
    >
      <MixerHorizontalIcon aria-hidden />
      {FILTER_BAR.filter}
    </PopoverButton>
  );
}

function NewPart({
  filter,
  isMine,
  onChange,
  onDone,
}: {
  filter: TaskFilter;
  isMine: boolean;
  onChange: Props['onChange'];
  onDone: () => void;
}) {
  const [kind, setKind] = useState<FilterKind>();
  const optionsOf = useFilterOptions();
  if (kind) return <FilterPicker part={partOf(kind)} filter={filter} onChange={onChange} onDone={onDone} />;
  const kinds = CHOICES.filter((one) => !isMine || one !== 'assignee');
  const options: Option[] = [
    ...kinds.map((one) => ({ value: one, label: FILTERS[one] })),
    ...kinds.flatMap((one) =>
      optionsOf(one).map(({ value, label, sign }) => ({
        value: `${one} ${value}`,
        label: `${FILTERS[one]}: ${label}`,
        sign,
        isFoundOnly: true,
      })),
    ),
  ];
  const pick = (option: string): void => {
    const [picked, ...value] = option.split(' ') as [FilterKind, ...string[]];
    if (value.length === 0) {
      setKind(picked);
      return;
    }
    const part = partOf(picked);
    onDone();
    onChange(
      'isList' in part
        ? { ...filter, [part.slot]: [...new Set([...valuesOf(filter, part.slot), value.join(' ')])] }
        : withValue(filter, part, value.join(' ')),
    );
  };
  return <OptionList label={FILTER_BAR.filterBy} options={options} onPick={pick} />;
}
