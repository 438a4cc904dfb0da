import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sendFile } from '../../api/files.ts';
import { namesOfColumns } from './csv-header.ts';
import type { ColumnField, DateOrder, Delimiter, Mapping, Preview } from './import-mapping.ts';

/** What was chosen instead of what the API proposes. */
export interface Corrections {
  columns: Mapping['columns'];
  values: Mapping['values'];
  delimiter?: Delimiter;
  dateFormat?: DateOrder;
}

interface Draft {
  id: number;
  file: File;
  corrections: Corrections;
}

const NONE: Corrections = { columns: {}, values: {} };

/** Bytes that a preview is made of: more than the API reads, so that it knows of the rest. */
const BEGINNING = 512 * 1024;

/** Fields that one column says: where another gets it, the one before becomes a note. */
const SINGLE: ReadonlySet<ColumnField | null> = new Set([
  'title',
  'description',
  'priority',
  'project',
  'dueAt',
  'createdAt',
  'sourceId',
] as const);

let lastId = 0;

/** A file that was chosen, what an import would make of it, and what the user corrected in that. */
export function useImportDraft() {
  const [draft, setDraft] = useState<Draft>();
  const preview = useQuery({
    queryKey: ['import-preview', draft?.id, draft?.corrections],
    queryFn: ({ signal }) => readPreview(draft as Draft, signal),
    enabled: draft !== undefined,
    // A correction changes little of what is shown; another file all of it.
    placeholderData: (before, query) => (query?.queryKey[1] === draft?.id ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const [names, setNames] = useState<string[]>([]);
  const correct = (changes: Partial<Corrections>): void =>
    setDraft((before) => before && { ...before, corrections: { ...before.corrections, ...changes } });
  return {
    file: draft?.file,
    corrections: draft?.corrections ?? NONE,
    /** The names of the columns, read by the page itself: all that is known of a file that the API refuses. */
    names,
    preview: draft ? preview : undefined,
    choose: (file: File | undefined): void => {
      setDraft(file && { id: ++lastId, file, corrections: NONE });
      setNames([]);
      if (file) void namesOfColumns(file).then(setNames);
    },
    correct,
    setColumn: (name: string, field: ColumnField | null): void => {
      if (!draft) return;
      const { columns } = draft.corrections;
      const shown = { ...preview.data?.mapping.columns, ...columns };
      const before = Object.keys(shown).filter((one) => one !== name && shown[one] === field);
      const freed = SINGLE.has(field) ? Object.fromEntries(before.map((one) => [one, 'note' as const])) : {};
      correct({ columns: { ...columns, ...freed, [name]: field } });
    },
    setValue: (field: keyof Mapping['values'], value: string, meaning: string): void => {
      if (!draft) return;
      const { values } = draft.corrections;
      correct({ values: { ...values, [field]: { ...values[field], [value]: meaning } } });
    },
    reset: (): void => setDraft((before) => before && { ...before, corrections: NONE }),
  };
}

/** As the API takes it, of a preview and of an import. */
export function toParameters({ columns, values, delimiter, dateFormat }: Corrections): URLSearchParams {
  const parameters = new URLSearchParams();
  if (delimiter) parameters.set('delimiter', delimiter);
  if (dateFormat) parameters.set('dateFormat', dateFormat);
  if (Object.keys(columns).length > 0 || Object.keys(values).length > 0)
    parameters.set('mapping', JSON.stringify({ columns, values }));
  return parameters;
}

async function readPreview({ file, corrections }: Draft, signal: AbortSignal): Promise<Preview> {
  const parameters = toParameters(corrections);
  const beginning = new File([file.slice(0, BEGINNING)], file.name, { type: file.type });
  const path = `/imports/preview${parameters.size > 0 ? `?${parameters}` : ''}`;
  return (await sendFile(path, beginning, () => undefined, { signal })) as Preview;
}
