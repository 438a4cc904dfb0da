import { type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import { ApiError, toApiError } from '../api/problem.ts';

/** A form whose refusals come from the API: at their fields, or as one sentence above. */
export function useApiForm<T extends Record<string, unknown>>(
  initialValues: T,
  send: (values: T) => Promise<void>,
): {
  form: UseFormReturnType<T>;
  submit: (event?: React.FormEvent<HTMLFormElement>) => void;
  isBusy: boolean;
  refusal?: ApiError;
} {
  const form = useForm<T>({ initialValues });
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiError>();
  const submit = form.onSubmit((values) => {
    if (isBusy) return;
    setBusy(true);
    setRefusal(undefined);
    send(values)
      .catch((error: unknown) => {
        const refused = toApiError(error);
        const known = Object.fromEntries(
          Object.entries(refused.fields).filter(([field]) => Object.hasOwn(values, field)),
        );
        form.setErrors(known);
        if (Object.keys(known).length === 0) setRefusal(refused);
      })
      .finally(() => setBusy(false));
  });
  return { form, submit, isBusy, refusal };
}
