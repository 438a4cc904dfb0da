import { Button, CopyButton, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import type { Permission } from '../api/client.ts';
import type { ApiError } from '../api/problem.ts';
import { useMay, useMe } from '../api/organization.ts';
import { ACTIONS } from '../texts/common.ts';
import { CONFIRMATION, SECTIONS } from '../texts/ui.ts';
import { TextPage } from './page.tsx';
import { Forbidden } from './states.tsx';
import type { Tab } from './tab.ts';
import css from './sections.module.css';

/** A page among others of its kind. */
export function TabbedPage({
  title,
  tabs,
  extra,
  children,
}: {
  title: string;
  tabs: Tab[];
  /** What stands behind the tabs. */
  extra?: ReactNode;
  children: ReactNode;
}) {
  const may = useMay();
  return (
    <TextPage title={title}>
      <nav className={css['tabs']} aria-label={SECTIONS.tabs}>
        {tabs
          .filter(({ permission }) => !permission || may(permission))
          .map(({ to, label }) => (
            <Link key={to} to={to} search={{}} activeProps={{ 'aria-current': 'page' }}>
              {label}
            </Link>
          ))}
        {extra}
      </nav>
      {children}
    </TextPage>
  );
}

/** Shows its children to those who have the permission, once that is known; to others, why not. */
export function Gate({
  permission,
  what,
  children,
}: {
  permission: Permission;
  what: string;
  children: ReactNode;
}) {
  const me = useMe();
  const may = useMay();
  if (!me) return <div aria-busy="true" />;
  return may(permission) ? children : <Forbidden what={what} />;
}

export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css['section']} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className={css['hint']}>{hint}</p>}
      {children}
    </section>
  );
}

/** What the API says of a whole form. */
export function Refusal({ of }: { of?: ApiError }) {
  return of ? (
    <p role="alert" className={css['refusal']}>
      {of.message}
    </p>
  ) : null;
}

export function CopyText({ value, label }: { value: string; label?: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={copy}
          aria-label={label && SECTIONS.copyOf(label)}
        >
          {copied ? SECTIONS.copied : SECTIONS.copy}
        </Button>
      )}
    </CopyButton>
  );
}

/** A secret that can't be read a second time. */
export function ShownOnce({
  text,
  value,
  onClose,
}: {
  text: ReactNode;
  value: string;
  onClose?: () => void;
}) {
  return (
    <div className={css['note']} role="status">
      <span>{text}</span>
      <code>{value}</code>
      <div className={css['secret']}>
        <CopyText value={value} />
        {onClose && (
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {SECTIONS.hasIt}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A button that asks once more, in its place. */
export function SureButton({
  label,
  question,
  confirm = label,
  isBusy,
  isDangerous = true,
  onSure,
}: {
  label: string;
  question: string;
  confirm?: string;
  isBusy?: boolean;
  isDangerous?: boolean;
  onSure: () => void;
}) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button
        size="compact-sm"
        variant="default"
        c={isDangerous ? 'var(--red)' : undefined}
        loading={isBusy}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
    );
  return (
    <span className={css['secret']}>
      <span>{question}</span>
      <Button
        size="compact-sm"
        color={isDangerous ? 'red.9' : undefined}
        autoFocus
        loading={isBusy}
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        {confirm}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
        {ACTIONS.cancel}
      </Button>
    </span>
  );
}

/** For what can't be undone: it asks for the name. */
export function ConfirmByName({
  name,
  what,
  action,
  isBusy,
  onConfirm,
}: {
  name: string;
  /** What the name is, such as the name of the organization. */
  what: string;
  action: string;
  isBusy?: boolean;
  onConfirm: () => void;
}) {
  const [typed, setTyped] = useState('');
  return (
    <form
      className={css['inline']}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) onConfirm();
      }}
    >
      <TextInput
        aria-label={CONFIRMATION.label(name, what)}
        placeholder={CONFIRMATION.placeholder(name)}
        autoComplete="off"
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Button type="submit" color="red.9" disabled={typed !== name} loading={isBusy}>
        {action}
      </Button>
    </form>
  );
}
