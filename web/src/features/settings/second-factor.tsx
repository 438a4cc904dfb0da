import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { generate } from 'lean-qr';
import { useMemo, useState } from 'react';
import { api, read } from '../../api/client.ts';
import { saveContent } from '../../api/files.ts';
import { useMe } from '../../api/organization.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { factorOf } from '../../ui/factor.ts';
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
      title="Second factor"
      hint={
        enabled
          ? `On: signing in asks for a code of your authenticator. ${recoveryCodesLeft} recovery codes are left.`
          : 'Off. With it your password alone is not enough to sign in as you: an authenticator on your phone shows a code.'
      }
    >
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
      {!enabled && !isVerified && (
        <p>
          It wants a confirmed e-mail address. <Link to="/settings/profile">Confirm yours</Link> first.
        </p>
      )}
      {!enabled &&
        isVerified &&
        (setup ? <Confirm setup={setup} onDone={finish} /> : <Start onStart={setSetup} />)}
      {enabled && !codes && !action && (
        <div className={css['secret']}>
          <Button variant="default" onClick={() => setAction('renew')}>
            New recovery codes
          </Button>
          <Button variant="default" c="var(--red)" onClick={() => setAction('remove')}>
            Turn off
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
        label="Your password"
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <Button type="submit" loading={isBusy}>
        Set up
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
      <p className={css['lead']}>Scan this with your authenticator, then enter the six digits it shows.</p>
      <QrCode text={uri} />
      <div>
        Or type the key in:
        <div className={css['secret']}>
          <code aria-label="Key">{secret}</code>
          <CopyText value={secret} label="the key" />
        </div>
      </div>
      <Refusal of={refusal} />
      <TextInput
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        {...form.getInputProps('code')}
      />
      <Button type="submit" loading={isBusy}>
        Turn on
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
      aria-label="QR code of the key"
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
      <strong>Your recovery codes, shown this once</strong>
      <span>
        Each signs you in once where your authenticator isn’t at hand. Keep them where you find them.
      </span>
      <ul className={css['codes']} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={css['secret']}>
        <CopyText value={codes.join('\n')} />
        <Button size="compact-sm" variant="default" onClick={save}>
          Save as a file
        </Button>
        <Button size="compact-sm" onClick={onClose}>
          I have them
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
        notifyDone('The second factor is off');
      }
    },
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <PasswordInput
        label="Your password"
        autoComplete="current-password"
        autoFocus
        {...form.getInputProps('password')}
      />
      <TextInput
        label="Code of your authenticator, or a recovery code"
        autoComplete="one-time-code"
        {...form.getInputProps('code')}
      />
      <div className={css['secret']}>
        <Button type="submit" color={action === 'remove' ? 'red.9' : undefined} loading={isBusy}>
          {action === 'remove' ? 'Turn off' : 'Make new codes'}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
