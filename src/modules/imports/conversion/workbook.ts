import { posix } from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Cell } from '../files/csv-parser.js';
import { SheetRows, type SheetRow } from './sheet-rows.js';
import { UnreadableFile } from './unreadable-file.js';
import { type NumberKind, numberKindOf } from './workbook-numbers.js';
import { readWholeXml, readXml, withoutEscapes, type XmlHandlers } from './xml-stream.js';

/** Of a ZIP: no workbook has more parts. */
const MAX_ENTRIES = 10_000;
/** Of one part when it is unpacked, in bytes. */
const MAX_PART = 512 * 1024 * 1024;
/** Of all shared texts together, in characters: they are kept in memory. */
const MAX_SHARED = 32 * 1024 * 1024;
/** How many cells may share texts: each takes memory, even an empty one. */
const MAX_SHARED_COUNT = 2_000_000;

interface Sheet {
  name: string;
  isHidden: boolean;
  path: string;
}

interface Relation {
  type: string;
  path: string;
}

/** Reads workbooks in Office Open XML (ECMA-376) from a file, sheet by sheet and piece by piece. */
export class Workbook {
  private readonly strings: Cell[] = [];
  /** How cells show numbers, by their styles. */
  private readonly kinds: NumberKind[] = [];
  private is1904 = false;
  private readonly all: Sheet[] = [];

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UnreadableFile */
  static async open(path: string): Promise<Workbook> {
    const zip = await openPromise(path, { autoClose: false }).catch(() => {
      throw new UnreadableFile('file is no workbook that can be read: it is cut off, or damaged');
    });
    const entries = new Map<string, Entry>();
    try {
      for await (const entry of zip.eachEntry()) {
        entries.set(entry.fileName.toLowerCase(), entry);
        if (entries.size > MAX_ENTRIES) throw new UnreadableFile('file has too many parts for a workbook');
      }
      const workbook = new Workbook(zip, entries);
      await workbook.readStructure();
      return workbook;
    } catch (error) {
      zip.close();
      throw error instanceof UnreadableFile
        ? error
        : new UnreadableFile('file is no workbook that can be read: it is damaged');
    }
  }

  close(): void {
    this.zip.close();
  }

  /** The names of the sheets, in their order. */
  get sheets(): string[] {
    return this.all.map(({ name }) => name);
  }

  /**
   * The rows of a sheet, by its name or its number from 1; without it, of the first that isn't hidden.
   * @throws UnreadableFile
   */
  async *rows(sheet?: string): AsyncGenerator<SheetRow[]> {
    const { path } = this.find(sheet);
    const rows = new SheetRows({
      strings: this.strings,
      kinds: this.kinds,
      is1904: this.is1904,
    });
    const entry = this.entries.get(path);
    if (!entry) return;
    for await (const _piece of readXml(await this.content(entry), rows)) {
      const found = rows.take();
      if (found.length > 0) yield found;
    }
  }

  private find(sheet: string | undefined): Sheet {
    const asked = sheet?.trim().toLowerCase();
    const found =
      asked === undefined
        ? (this.all.find(({ isHidden }) => !isHidden) ?? this.all[0])
        : (this.all.find(({ name }) => name.trim().toLowerCase() === asked) ??
          (/^\d{1,4}$/.test(asked) ? this.all[Number(asked) - 1] : undefined));
    if (found) return found;
    const names = this.sheets.slice(0, 20).join(', ');
    throw new UnreadableFile(
      asked === undefined ? 'file has no sheet' : `sheet must be one of: ${names}`,
      asked === undefined ? 'file' : 'sheet',
    );
  }

  private async readStructure(): Promise<void> {
    const start = [...(await this.relations('')).values()].find(({ type }) => type === 'officedocument');
    const path = start?.path ?? 'xl/workbook.xml';
    if (!this.entries.has(path))
      throw new UnreadableFile('file is no CSV, and no workbook of Excel (.xlsx). Save it as one of them.');
    const relations = await this.relations(path);
    await this.read(path, {
      open: (name, attributes) => {
        if (name === 'workbookPr') this.is1904 = /^(?:1|true|on)$/i.test(attributes['date1904'] ?? '');
        if (name !== 'sheet') return;
        const [, id = ''] = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key)) ?? [];
        const target = relations.get(id);
        if (target?.type !== 'worksheet') return;
        const isHidden = attributes['state'] !== undefined && attributes['state'] !== 'visible';
        this.all.push({ name: attributes['name'] ?? '', isHidden, path: target.path });
      },
    });
    const partOf = (type: string): string =>
      [...relations.values()].find((relation) => relation.type === type)?.path ?? '';
    await this.readStyles(partOf('styles'));
    await this.readStrings(partOf('sharedstrings'));
  }

  /** What a part refers to, by the ids it uses. */
  private async relations(path: string): Promise<Map<string, Relation>> {
    const relations = new Map<string, Relation>();
    const folder = posix.dirname(path);
    const file = posix.join(folder, '_rels', `${posix.basename(path)}.rels`);
    await this.read(path === '' ? '_rels/.rels' : file, {
      open: (name, { Id = '', Type = '', Target = '' }) => {
        if (name !== 'Relationship') return;
        const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
        const type = (Type.split('/').at(-1) ?? '').toLowerCase();
        relations.set(Id, { type, path: target.toLowerCase() });
      },
    });
    return relations;
  }

  private async readStyles(path: string): Promise<void> {
    const codes = new Map<number, string>();
    let isInCells = false;
    await this.read(path, {
      open: (name, attributes) => {
        if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
        if (name === 'cellXfs') isInCells = true;
        if (name !== 'xf' || !isInCells) return;
        const id = Number(attributes['numFmtId'] ?? 0);
        this.kinds.push(numberKindOf(id, codes.get(id)));
      },
      close: (name) => {
        if (name === 'cellXfs') isInCells = false;
      },
    });
  }

  private async readStrings(path: string): Promise<void> {
    let text = '';
    let size = 0;
    let isText = false;
    let isPhonetic = false;
    await this.read(path, {
      open: (name) => {
        if (name === 'si') text = '';
        if (name === 'rPh') isPhonetic = true;
        if (name === 't') isText = !isPhonetic;
      },
      text: (part) => {
        if (!isText) return;
        text += part;
        size += part.length;
        if (size > MAX_SHARED) throw tooMuch();
      },
      close: (name) => {
        if (name === 't') isText = false;
        if (name === 'rPh') isPhonetic = false;
        if (name !== 'si') return;
        this.strings.push(text === '' ? null : withoutEscapes(text));
        if (this.strings.length > MAX_SHARED_COUNT) throw tooMuch();
      },
    });
  }

  /** Nothing where there is no such part. */
  private async read(path: string, handlers: XmlHandlers): Promise<void> {
    const entry = this.entries.get(path);
    if (entry) await readWholeXml(await this.content(entry), handlers);
  }

  /** A part as it is unpacked, no longer than the ZIP says. */
  private async content(entry: Entry): Promise<AsyncIterable<Buffer>> {
    if (entry.isEncrypted()) throw new UnreadableFile('file has a password. Save it without one.');
    if (entry.uncompressedSize > MAX_PART) throw tooMuch();
    return (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  }
}

const tooMuch = (): UnreadableFile =>
  new UnreadableFile('file has too much in it for a workbook. Save the sheet as CSV.');
