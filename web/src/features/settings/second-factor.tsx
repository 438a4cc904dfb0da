import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { generate } from 'lean-qr';
import { useMemo, useState } from 'react';
import { api, read } from '../../api/client.ts';
import { saveContent } from '../../api/files.ts';
import { useMe } from '../../api/organization.ts';
import { RECOVERY_CODES, SECOND_FACTOR } from '../../texts/account.ts';
import { ACTIONS, FIELDS } from '../../texts/common.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { factorOf } from '../../ui/factor.ts';
import { fill } from '../../ui/fill.tsx';
import { CopyText, Refusal, Section } from '../../ui/sections.tsx';
import { totpQuery } from './queries.ts';
import css from '../../ui/sections.module.css';

interface Setup {
  secret: string;
  uri: string;
}

/** Sets the second factor up, renews its recovery codes, and removes it. */
export function SecondFactor({
  status: { enabled, recoveryCodesLeft },
}: {
  status: { enabled: boolean; recoveryCodesLeft: number };
}) {
  const client = useQueryClient();
  const isVerified = useMe()?.user.emailVerified ?? true;
  const [setup, setSetup] = useState<Setup>();
  const [codes, setCodes] = useState<string[]>();
  const [action, setAction] = useState<'renew' | 'remove'>();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: totpQuery.queryKey });
  const finish = async (recoveryCodes: string[] | undefined): Promise<void> => {
    setSetup(undefined);
    setAction(undefined);
    setCodes(recoveryCodes);
    await again();
  };
  return (
    <Section
      title={SECOND_FACTOR.title}
      hint={enabled ? SECOND_FACTOR.on(recoveryCodesLeft) : SECOND_FACTOR.off}
    >
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
      {!enabled && !isVerified && (
        <p>
          {fill(SECOND_FACTOR.needsEmail, {
            confirm: <Link to="/settings/profile">{SECOND_FACTOR.confirmEmail}</Link>,
          })}
        </p>
      )}
      {!enabled &&
        isVerified &&
        (setup ? <Confirm setup={setup} onDone={finish} /> : <Start onStart={setSetup} />)}
      {enabled && !codes && !action && (
        <div className={css['secret']}>
          <Button variant="default" onClick={() => setAction('renew')}>
            {SECOND_FACTOR.newCodes}
          </Button>
          <Button variant="default" c="var(--red)" onClick={() => setAction('remove')}>
            {SECOND_FACTOR.turnOff}
          </Button>
        </div>
      )}
      {enabled && action && (
        <Proof key={action} action={action} onCancel={() => setAction(undefined)} onDone={finish} />
      )}
    </Section>
  );
}

function Start({ onStart }: { onStart: (setup: Setup) => void }) {
  const { form, submit, isBusy, refusal } = useApiForm({ password: '' }, async (body) =>
    onStart(await read(api.POST('/auth/totp', { body }))),
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <PasswordInput
        label={FIELDS.yourPassword}
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <Button type="submit" loading={isBusy}>
        {SECOND_FACTOR.setUp}
      </Button>
    </form>
  );
}

function Confirm({
  setup: { secret, uri },
  onDone,
}: {
  setup: Setup;
  onDone: (recoveryCodes: string[]) => Promise<void>;
}) {
  const { form, submit, isBusy, refusal } = useApiForm({ code: '' }, async ({ code }) => {
    const body = { code: code.replaceAll(' ', '') };
    const { recoveryCodes } = await read(api.POST('/auth/totp/confirm', { body }));
    await onDone(recoveryCodes);
  });
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <p className={css['lead']}>{SECOND_FACTOR.scan}</p>
      <QrCode text={uri} />
      <div>
        {SECOND_FACTOR.typeKey}
        <div className={css['secret']}>
          <code aria-label={SECOND_FACTOR.key}>{secret}</code>
          <CopyText value={secret} label={SECOND_FACTOR.theKey} />
        </div>
      </div>
      <Refusal of={refusal} />
      <TextInput
        label={FIELDS.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        {...form.getInputProps('code')}
      />
      <Button type="submit" loading={isBusy}>
        {SECOND_FACTOR.turnOn}
      </Button>
    </form>
  );
}

/** Modules of quiet around a code, by ISO/IEC 18004. */
const QUIET = 4;

/** Black on white in the dark, too: not every scanner reads it otherwise. */
function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const code = generate(text);
    const dots: string[] = [];
    for (let y = 0; y < code.size; y++)
      for (let x = 0; x < code.size; x++) if (code.get(x, y)) dots.push(`M${x} ${y}h1v1h-1z`);
    return { size: code.size, path: dots.join('') };
  }, [text]);
  const side = size + 2 * QUIET;
  return (
    <svg
      className={css['qr']}
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={SECOND_FACTOR.qrCode}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const save = (): void =>
    saveContent(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }), 'taskflow-recovery-codes.txt');
  return (
    <div className={css['note']} role="status">
      <strong>{RECOVERY_CODES.title}</strong>
      <span>{RECOVERY_CODES.lead}</span>
      <ul className={css['codes']} aria-label={RECOVERY_CODES.list}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={css['secret']}>
        <CopyText value={codes.join('\n')} />
        <Button size="compact-sm" variant="default" onClick={save}>
          {RECOVERY_CODES.save}
        </Button>
        <Button size="compact-sm" onClick={onClose}>
          {RECOVERY_CODES.done}
        </Button>
      </div>
    </div>
  );
}

function Proof({
  action,
  onCancel,
  onDone,
}: {
  action: 'renew' | 'remove';
  onCancel: () => void;
  onDone: (recoveryCodes?: string[]) => Promise<void>;
}) {
  const { form, submit, isBusy, refusal } = useApiForm(
    { password: '', code: '' },
    async ({ password, code }) => {
      const body = { password, ...factorOf(code) };
      if (action === 'renew') {
        const { recoveryCodes } = await read(api.POST('/auth/totp/recovery-codes', { body }));
        await onDone(recoveryCodes);
      } else {
        await read(api.DELETE('/auth/totp', { body }));
        await onDone();
        notifyDone(SECOND_FACTOR.isOff);
      }
    },
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <PasswordInput
        label={FIELDS.yourPassword}
        autoComplete="current-password"
        autoFocus
        {...form.getInputProps('password')}
      />
      <TextInput label={FIELDS.anyCode} autoComplete="one-time-code" {...form.getInputProps('code')} />
      <div className={css['secret']}>
        <Button type="submit" color={action === 'remove' ? 'red.9' : undefined} loading={isBusy}>
          {action === 'remove' ? SECOND_FACTOR.turnOff : SECOND_FACTOR.makeCodes}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {ACTIONS.cancel}
        </Button>
      </div>
    </form>
  );
}
