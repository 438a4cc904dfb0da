import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A cell as its XML without its place, such as `<c t="b"><v>1</v></c>`, or text that is shared. */
export type TestCell = string | null;

export interface TestSheet {
  name: string;
  state?: string;
  rows: TestCell[][];
  /** In the place of what the rows give. */
  xml?: string;
}

export interface TestWorkbook {
  sheets: TestSheet[];
  is1904?: boolean;
  /** Parts of its own, or in the place of others. */
  parts?: Record<string, string>;
}

/** Number formats by their styles: 0 is General, 1 a date, 2 a date with its time, 3 one of its own, 4 a duration, 5 a share. */
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2">
  <numFmt numFmtId="164" formatCode="[$-407]dd\\.mm\\.yyyy;@"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/>
  </numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="9"/></cellXfs>
  </styleSheet>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** From 0, as A, Z, AA. */
const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

/** A workbook as spreadsheets write it. */
export function workbookOf({ sheets, is1904, parts = {} }: TestWorkbook): Promise<Buffer> {
  const shared: string[] = [];
  const cellXml = (cell: TestCell, place: string): string => {
    if (cell === null) return '';
    if (cell.startsWith('<c')) return cell.replace('<c', `<c r="${place}"`);
    return `<c r="${place}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
  };
  const sheetXml = ({ rows }: TestSheet): string =>
    `<worksheet xmlns="${MAIN}"><sheetData>${rows
      .map((cells, row) => {
        const inside = cells.map((cell, column) => cellXml(cell, columnName(column) + (row + 1))).join('');
        return inside === '' ? '' : `<row r="${row + 1}">${inside}</row>`;
      })
      .join('')}</sheetData></worksheet>`;
  const files: Record<string, string> = {
    '_rels/.rels': `<Relationships><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${escaped(name)}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map(
        (_sheet, index) =>
          `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="s" Type="${RELATIONS}/styles" Target="styles.xml"/><Relationship Id="t" Type="${RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': STYLES,
  };
  for (const [index, sheet] of sheets.entries())
    files[`xl/worksheets/sheet${index + 1}.xml`] = sheet.xml ?? sheetXml(sheet);
  files['xl/sharedStrings.xml'] = `<sst xmlns="${MAIN}">${shared
    .map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
    .join('')}</sst>`;
  return zipOf({ ...files, ...parts });
}

/** A ZIP of texts by their names. */
export function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** Cells of a workbook that aren't texts. */
export const numberCell = (value: number, style = 0): TestCell => `<c s="${style}"><v>${value}</v></c>`;
export const formulaCell = (text: string): TestCell =>
  `<c t="str"><f>CONCATENATE("a","b")</f><v>${escaped(text)}</v></c>`;
export const inlineCell = (text: string): TestCell => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
