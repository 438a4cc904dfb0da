import { Menu, Popover, UnstyledButton } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { useMembers, useProjects } from '../../api/organization.ts';
import { DUE, FILTERS, NOTHING, OPERATORS, PRIORITY, STATUS } from '../../texts/common.ts';
import { formatPeriod } from '../../ui/format.ts';
import { type FilterPart, moved, operatorsOf, partsOf, withoutPart } from './filter-parts.ts';
import { FilterPicker } from './filter-picker.tsx';
import { NONE, type TaskFilter } from './search.ts';
import css from './filters.module.css';

interface Props {
  filter: TaskFilter;
  onChange: (filter: TaskFilter) => void;
}

/** The conditions of a filter, each of which can be changed in its place. */
export function FilterChips({ filter, onChange }: Props) {
  return partsOf(filter).map((part) => (
    <Chip key={part.slot} part={part} filter={filter} onChange={onChange} />
  ));
}

function Chip({ part, filter, onChange }: Props & { part: FilterPart }) {
  const [opened, setOpened] = useState(false);
  const text = useText(filter)(part);
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
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton
            className={css['value']}
            aria-haspopup="dialog"
            title={text}
            onClick={() => setOpened(!opened)}
          >
            {text}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={name}>
          <FilterPicker part={part} filter={filter} onChange={onChange} onDone={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
      <UnstyledButton
        className={css['remove']}
        aria-label={`Remove the filter ${name}: ${text}`}
        onClick={() => onChange(withoutPart(filter, part))}
      >
        <Cross2Icon aria-hidden width={12} height={12} />
      </UnstyledButton>
    </span>
  );
}

/** What a condition demands, in words. */
function useText({
  status,
  notStatus,
  priority,
  label,
  allLabels,
  notLabel,
  assignee,
  project,
  due,
  ...filter
}: TaskFilter): (part: FilterPart) => string {
  const members = useMembers();
  const projects = useProjects();
  const labels = (names: string[] = []): string =>
    names.map((name) => (name === NONE ? NOTHING.label : name)).join(', ');
  return (part) => {
    switch (part.slot) {
      case 'status':
        return (status ?? []).map((one) => STATUS[one]).join(', ');
      case 'notStatus':
        return (notStatus ?? []).map((one) => STATUS[one]).join(', ');
      case 'priority':
        return (priority ?? []).map((one) => PRIORITY[one]).join(', ');
      case 'label':
        return labels(label);
      case 'allLabels':
        return (allLabels ?? []).join(', ');
      case 'notLabel':
        return labels(notLabel);
      case 'assignee':
        if (assignee === NONE) return NOTHING.assignee;
        return assignee === 'me' ? 'Me' : members.nameOf(assignee ?? null);
      case 'project':
        return project === NONE ? NOTHING.project : (projects.nameOf(project ?? null) ?? 'A former project');
      case 'due':
        return due ? DUE[due] : '';
      default:
        return formatPeriod(filter[part.slot], filter[part.before]);
    }
  };
}
