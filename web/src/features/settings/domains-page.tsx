import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
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
    <OrganizationPage
      title="Domains"
      permission="organization:manage"
      what="Domains are managed by owners and admins."
    >
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
    <Section
      title="Add a domain"
      hint="A host name of yours that leads to this organization, once a record in its DNS has proved that it is yours."
    >
      <Refusal of={refusal} />
      <form className={css['inline']} onSubmit={submit} noValidate>
        <TextInput
          aria-label="Host name"
          placeholder="tasks.example.com"
          autoComplete="off"
          {...form.getInputProps('domain')}
        />
        <Button type="submit" loading={isBusy}>
          Add
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
    { refresh, done: (_id, { domain }) => `${domain} is verified` },
  );
  const makePrimary = useAction(
    (id: string) =>
      read(
        api.PATCH('/organizations/current/domains/{id}', {
          params: { path: { id } },
          body: { isPrimary: true },
        }),
      ),
    { refresh, done: (_id, { domain }) => `Links lead to ${domain} now` },
  );
  const remove = useAction(
    (id: string) => read(api.DELETE('/organizations/current/domains/{id}', { params: { path: { id } } })),
    { refresh, done: 'The domain is removed' },
  );
  if (domains.isError) return <Failure error={domains.error} reset={() => void domains.refetch()} />;
  const list = domains.data?.data ?? [];
  if (list.length === 0 && !domains.isPending)
    return <Empty title="No domains yet">Members reach the organization at the common address.</Empty>;
  return (
    <ul className={css['rows']} aria-busy={domains.isPending} aria-label="Domains">
      {list.map(({ id, domain, isPrimary, status, verification }) => (
        <li key={id}>
          <div className={css['main']}>
            <strong>{domain}</strong>
            {isPrimary && <span className={css['badge']}>primary</span>}
            <div className={css['dim']}>{status === 'VERIFIED' ? 'Verified' : 'Waits to be verified'}</div>
            {status === 'PENDING' && (
              <div className={css['note']}>
                <span>Add this TXT record, then verify. Name:</span>
                <div className={css['secret']}>
                  <code>{verification.name}</code>
                  <CopyText value={verification.name} label="the name of the record" />
                </div>
                <span>Value:</span>
                <div className={css['secret']}>
                  <code>{verification.value}</code>
                  <CopyText value={verification.value} label="the value of the record" />
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
              Verify
            </Button>
          )}
          {status === 'VERIFIED' && !isPrimary && (
            <Button size="compact-sm" variant="default" onClick={() => makePrimary.mutate(id)}>
              Make primary
            </Button>
          )}
          <SureButton
            label="Remove"
            question={`Remove ${domain}?`}
            isBusy={remove.isPending && remove.variables === id}
            onSure={() => remove.mutate(id)}
          />
        </li>
      ))}
    </ul>
  );
}
