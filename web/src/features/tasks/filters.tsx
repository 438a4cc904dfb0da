import { CloseButton, Menu, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import {
  CaretSortIcon,
  CheckIcon,
  Cross2Icon,
  MagnifyingGlassIcon,
  MixerHorizontalIcon,
} from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { DUE, GROUPINGS, PRIORITY, SORTS, STATUS } from '../../texts.ts';
import { formatPeriod } from '../../ui/format.ts';
import { type Option, OptionList } from '../../ui/option-list.tsx';
import { Person, PrioritySign, StatusSign } from '../../ui/signs.tsx';
import { useMembers, useProjects } from '../../api/organization.ts';
import { labelList } from './queries.ts';
import { DEFAULT_SORT, type TaskFilter, type TaskSort } from './search.ts';
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
  const chips = useChips(filter, onChange);
  return (
    <div className={css['filters']}>
      <TextInput
        ref={words}
        size="xs"
        className={css['words']}
        aria-label="Words in the task"
        placeholder="Search"
        leftSection={<MagnifyingGlassIcon aria-hidden />}
        rightSection={
          text && (
            <CloseButton
              size="xs"
              aria-label="Clear the words"
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
      {chips.map(({ key, label, remove }) => (
        <span key={key} className={css['chip']}>
          {label}
          <UnstyledButton aria-label={`Remove the filter ${label}`} onClick={remove}>
            <Cross2Icon aria-hidden width={12} height={12} />
          </UnstyledButton>
        </span>
      ))}
      {chips.length > 1 && (
        <UnstyledButton
          className={css['clear']}
          onClick={() => onChange({ sort: filter.sort, group: filter.group })}
        >
          Clear all
        </UnstyledButton>
      )}
      <span className={css['order']}>
        {isGroupable && (
          <Choice
            choices={{ none: 'No groups', ...GROUPINGS }}
            chosen={filter.group ?? 'none'}
            onChoose={(group) => onChange({ ...filter, group: group === 'none' ? undefined : group })}
          />
        )}
        <Choice
          choices={SORTS}
          chosen={filter.sort ?? defaultSort}
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
  choices: Record<T, string>;
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

interface Chip {
  key: string;
  label: string;
  remove: () => void;
}

function useChips(filter: TaskFilter, onChange: (filter: TaskFilter) => void): Chip[] {
  const members = useMembers();
  const projects = useProjects();
  const without = <T,>(list: T[] | undefined, one: T): T[] | undefined => {
    const left = (list ?? []).filter((other) => other !== one);
    return left.length > 0 ? left : undefined;
  };
  const { status, priority, label, assignee, project, due, createdAfter, createdBefore } = filter;
  return [
    ...(status ?? []).map((one) => ({
      key: `status ${one}`,
      label: STATUS[one],
      remove: () => onChange({ ...filter, status: without(status, one) }),
    })),
    ...(priority ?? []).map((one) => ({
      key: `priority ${one}`,
      label: PRIORITY[one],
      remove: () => onChange({ ...filter, priority: without(priority, one) }),
    })),
    ...(label ?? []).map((one) => ({
      key: `label ${one}`,
      label: one,
      remove: () => onChange({ ...filter, label: without(label, one) }),
    })),
    ...(assignee
      ? [
          {
            key: 'assignee',
            label: assignee === 'me' ? 'Assigned to me' : members.nameOf(assignee),
            remove: () => onChange({ ...filter, assignee: undefined }),
          },
        ]
      : []),
    ...(project
      ? [
          {
            key: 'project',
            label: projects.nameOf(project) ?? 'A project',
            remove: () => onChange({ ...filter, project: undefined }),
          },
        ]
      : []),
    ...(due ? [{ key: 'due', label: DUE[due], remove: () => onChange({ ...filter, due: undefined }) }] : []),
    ...(createdAfter || createdBefore
      ? [
          {
            key: 'created',
            label: `Created ${formatPeriod(createdAfter, createdBefore)}`,
            remove: () => onChange({ ...filter, createdAfter: undefined, createdBefore: undefined }),
          },
        ]
      : []),
  ];
}

function AddFilter({
  filter,
  isMine,
  onChange,
}: {
  filter: TaskFilter;
  isMine: boolean;
  onChange: Props['onChange'];
}) {
  const [opened, setOpened] = useState(false);
  const members = useMembers();
  const projects = useProjects();
  const labels = useQuery({ ...labelList, enabled: opened });
  const options: Option[] = [
    ...(Object.keys(STATUS) as TaskStatus[]).map((one) => ({
      value: `status ${one}`,
      label: STATUS[one],
      sign: <StatusSign status={one} label={false} />,
    })),
    ...(isMine ? [] : [{ value: 'assignee me', label: 'Assigned to me' }]),
    ...Object.entries(DUE).map(([one, label]) => ({ value: `due ${one}`, label })),
    ...(Object.keys(PRIORITY) as TaskPriority[]).toReversed().map((one) => ({
      value: `priority ${one}`,
      label: PRIORITY[one],
      sign: <PrioritySign priority={one} label={false} />,
    })),
    ...projects.list.map(({ id, name }) => ({ value: `project ${id}`, label: `Project: ${name}` })),
    ...(labels.data?.data ?? []).map(({ name }) => ({ value: `label ${name}`, label: `Label: ${name}` })),
    ...(isMine
      ? []
      : members.list.map(({ userId, name }) => ({
          value: `assignee ${userId}`,
          label: name,
          sign: <Person id={userId} name={name} size={18} label={false} />,
        }))),
  ];
  const add = (option: string): void => {
    const split = option.indexOf(' ');
    const [kind, value] = [option.slice(0, split), option.slice(split + 1)];
    setOpened(false);
    if (kind === 'status' || kind === 'priority' || kind === 'label')
      onChange({ ...filter, [kind]: [...new Set([...((filter[kind] ?? []) as string[]), value])] });
    else onChange({ ...filter, [kind]: value });
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={css['add']} aria-haspopup="listbox" onClick={() => setOpened(!opened)}>
          <MixerHorizontalIcon aria-hidden />
          Filter
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Filter">
        <OptionList label="Filter by" options={options} onPick={add} />
      </Popover.Dropdown>
    </Popover>
  );
}
