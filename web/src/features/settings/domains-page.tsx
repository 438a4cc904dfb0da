import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { ACTIONS, DOMAINS_STATE, FIELDS } from '../../texts/common.ts';
import { DOMAINS } from '../../texts/settings.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { CopyText, Refusal, Section, SureButton } from '../../ui/sections.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { domainsQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

const refresh = [domainsQuery.queryKey];

export function DomainsPage() {
  return (
    <OrganizationPage title={SETTINGS_TABS.domains} permission="organization:manage" what={DOMAINS.why}>
      <Add />
      <Domains />
    </OrganizationPage>
  );
}

function Add() {
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm({ domain: '' }, async (body) => {
    await read(api.POST('/organizations/current/domains', { body }));
    await client.invalidateQueries({ queryKey: domainsQuery.queryKey });
    form.reset();
  });
  return (
    <Section title={DOMAINS.add} hint={DOMAINS.addHint}>
      <Refusal of={refusal} />
      <form className={css['inline']} onSubmit={submit} noValidate>
        <TextInput
          aria-label={FIELDS.hostName}
          placeholder={FIELDS.hostNameExample}
          autoComplete="off"
          {...form.getInputProps('domain')}
        />
        <Button type="submit" loading={isBusy}>
          {ACTIONS.add}
        </Button>
      </form>
    </Section>
  );
}

function Domains() {
  const domains = useQuery(domainsQuery);
  const verify = useAction(
    (id: string) =>
      read(api.POST('/organizations/current/domains/{id}/verify', { params: { path: { id } } })),
    { refresh, done: (_id, { domain }) => DOMAINS.isVerified(domain) },
  );
  const makePrimary = useAction(
    (id: string) =>
      read(
        api.PATCH('/organizations/current/domains/{id}', {
          params: { path: { id } },
          body: { isPrimary: true },
        }),
      ),
    { refresh, done: (_id, { domain }) => DOMAINS.isPrimary(domain) },
  );
  const remove = useAction(
    (id: string) => read(api.DELETE('/organizations/current/domains/{id}', { params: { path: { id } } })),
    { refresh, done: DOMAINS_STATE.removed },
  );
  if (domains.isError) return <Failure error={domains.error} reset={() => void domains.refetch()} />;
  const list = domains.data?.data ?? [];
  if (list.length === 0 && !domains.isPending)
    return <Empty title={DOMAINS.empty}>{DOMAINS.emptyDetail}</Empty>;
  return (
    <ul className={css['rows']} aria-busy={domains.isPending} aria-label={SETTINGS_TABS.domains}>
      {list.map(({ id, domain, isPrimary, status, verification }) => (
        <li key={id}>
          <div className={css['main']}>
            <strong>{domain}</strong>
            {isPrimary && <span className={css['badge']}>{DOMAINS_STATE.primary}</span>}
            <div className={css['dim']}>
              {status === 'VERIFIED' ? DOMAINS_STATE.verified : DOMAINS_STATE.pending}
            </div>
            {status === 'PENDING' && (
              <div className={css['note']}>
                <span>{DOMAINS.recordName}</span>
                <div className={css['secret']}>
                  <code>{verification.name}</code>
                  <CopyText value={verification.name} label={DOMAINS.theName} />
                </div>
                <span>{DOMAINS.recordValue}</span>
                <div className={css['secret']}>
                  <code>{verification.value}</code>
                  <CopyText value={verification.value} label={DOMAINS.theValue} />
                </div>
              </div>
            )}
          </div>
          {status === 'PENDING' && (
            <Button
              size="compact-sm"
              loading={verify.isPending && verify.variables === id}
              onClick={() => verify.mutate(id)}
            >
              {DOMAINS.verify}
            </Button>
          )}
          {status === 'VERIFIED' && !isPrimary && (
            <Button size="compact-sm" variant="default" onClick={() => makePrimary.mutate(id)}>
              {ACTIONS.makePrimary}
            </Button>
          )}
          <SureButton
            label={ACTIONS.remove}
            question={DOMAINS.removeQuestion(domain)}
            isBusy={remove.isPending && remove.variables === id}
            onSure={() => remove.mutate(id)}
          />
        </li>
      ))}
    </ul>
  );
}
