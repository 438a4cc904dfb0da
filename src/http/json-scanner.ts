import { MalformedBody } from './http.errors.js';
import { type Frame, JsonFrames, type ScannedList } from './json-frames.js';
import { Byte, decodeName, find, isLiteral, malformed } from './json-bytes.js';
import { ValidationFailed } from '../common/problem.js';
import type { Shape } from './shape.js';

/**
 * So many values beyond what a DTO foresees are let through to its validation, which says best what is
 * wrong with each. More of them are no mistake of a client's.
 */
const MAX_UNFORESEEN = 1000;
/** The longest name of a field, in bytes. */
const MAX_NAME = 256;
/** The longest number, in bytes. */
const MAX_LITERAL = 400;
/** The longest texts that no rule reads may be together, in bytes: what is wrong with them is that they are there. */
const MAX_UNFORESEEN_TEXT = 256 * 1024;
/** Bytes that a character may take in JSON: two escapes of six. */
const BYTES_PER_CHARACTER = 12;
/** Bytes beyond that, for blanks that are trimmed off. */
const SLACK = 1024;

const enum At {
  Value,
  ValueOrEnd,
  Name,
  NameOrEnd,
  Colon,
  CommaOrEnd,
  InText,
  InName,
  InLiteral,
}

/**
 * Scans JSON while it arrives, byte by byte and without building anything, and refuses it at the first
 * place where it holds more than its shape foresees: more fields, elements, levels or characters. So
 * whatever reads the parsed body afterwards reads little. It finds every error of syntax that could hide
 * structure; all others are left to the parser.
 */
export class JsonScanner {
  private readonly frames = new JsonFrames();
  private at = At.Value;
  private unforeseen = 0;
  private isEscaped = false;
  private length = 0;
  private maxLength = 0;
  private isForeseen = true;
  private name = '';
  /** Of the value that comes next. */
  private shape?: Shape;
  private isOver = false;
  private offset = 0;
  private unforeseenText = 0;
  /** The next of each in the chunk, or its length; -1 before it is looked for. */
  private quoteAt = -1;
  private backslashAt = -1;

  /** @param root what the body has to be; left out, anything small will do */
  constructor(private readonly root?: Shape) {
    this.shape = root;
  }

  /** @throws ValidationFailed for too much of something, MalformedBody for what is no JSON */
  feed(chunk: Buffer): void {
    this.quoteAt = -1;
    this.backslashAt = -1;
    for (let index = 0; index < chunk.length;) {
      if (this.at === At.InText) index = this.skipText(chunk, index);
      else if (this.at === At.InName) index = this.readName(chunk, index);
      else if (this.at === At.InLiteral) index = this.skipLiteral(chunk, index);
      else {
        // Among them may be controls that are no blanks: the parser finds them.
        while ((chunk[index] as number) <= Byte.Blank) index++;
        if (index < chunk.length) this.read(chunk[index] as number, this.offset + index++);
      }
    }
    this.offset += chunk.length;
  }

  /** The lists that the body has in its fields. */
  get lists(): ScannedList[] {
    return this.frames.lists;
  }

  /** Whether blanks belong to a text or a name. */
  get isInText(): boolean {
    return this.at === At.InText || this.at === At.InName;
  }

  private read(byte: number, offset: number): void {
    if (this.isOver) throw malformed(offset);
    switch (this.at) {
      case At.Value:
        return this.begin(byte, offset);
      case At.ValueOrEnd:
        return byte === Byte.CloseList ? this.close(byte, offset) : this.begin(byte, offset);
      case At.NameOrEnd:
        if (byte === Byte.CloseObject) return this.close(byte, offset);
      // falls through
      case At.Name:
        if (byte !== Byte.Quote) throw malformed(offset);
        this.at = At.InName;
        this.name = '';
        this.length = 0;
        return;
      case At.Colon:
        if (byte !== Byte.Colon) throw malformed(offset);
        this.at = At.Value;
        return;
      default:
        return byte === Byte.Comma ? this.next(offset) : this.close(byte, offset);
    }
  }

  /** The first byte of a value. */
  private begin(byte: number, offset: number): void {
    const frame = this.frames.current;
    if (!frame && this.root && byte !== Byte.OpenObject)
      throw ValidationFailed.of('', 'The body must be a JSON object.');
    if (frame?.isList) this.countElement(frame);
    const { shape } = this;
    const isFitting =
      byte === Byte.OpenObject
        ? shape?.fields
        : byte === Byte.OpenList
          ? shape?.maxItems !== undefined
          : shape;
    if (!isFitting) this.noteUnforeseen();
    if (byte === Byte.OpenObject || byte === Byte.OpenList) {
      this.open(byte === Byte.OpenList, isFitting ? shape : undefined, offset);
    } else if (byte === Byte.Quote) {
      this.at = At.InText;
      this.length = 0;
      this.isForeseen = shape !== undefined;
      this.maxLength = shape
        ? shape.maxLength * BYTES_PER_CHARACTER + SLACK
        : MAX_UNFORESEEN_TEXT - this.unforeseenText;
    } else {
      if (!isLiteral(byte)) throw malformed(offset);
      this.at = At.InLiteral;
      this.length = 1;
    }
  }

  private open(isList: boolean, shape: Shape | undefined, offset: number): void {
    this.frames.open(isList, shape, offset);
    this.at = isList ? At.ValueOrEnd : At.NameOrEnd;
    this.shape = isList ? shape?.item : undefined;
  }

  private close(byte: number, offset: number): void {
    this.frames.close(byte, offset);
    this.end();
  }

  private next(offset: number): void {
    const frame = this.frames.current as Frame;
    frame.list?.marks.push(offset);
    this.at = frame.isList ? At.Value : At.Name;
    this.shape = frame.isList ? frame.shape?.item : undefined;
  }

  private end(): void {
    this.at = At.CommaOrEnd;
    if (!this.frames.current) this.isOver = true;
  }

  private countElement(frame: Frame): void {
    frame.name = String(frame.count++);
    const { maxItems = Infinity } = frame.shape ?? {};
    if (frame.count > maxItems) this.shape = undefined;
  }

  private noteUnforeseen(): void {
    if (++this.unforeseen <= MAX_UNFORESEEN) return;
    const frame = this.frames.current;
    const field = this.frames.path;
    if (frame?.isList && frame.shape) {
      const list = this.frames.parentPath;
      throw ValidationFailed.of(list, `${list} must contain no more than ${frame.shape.maxItems} elements`);
    }
    if (frame?.shape) throw ValidationFailed.of(field, `property ${frame.name} should not exist`);
    throw ValidationFailed.of(field, `${field} holds more than this call takes`);
  }

  private skipText(chunk: Buffer, from: number): number {
    let index = from;
    while (index < chunk.length) {
      if (this.isEscaped) {
        this.isEscaped = false;
        index++;
        continue;
      }
      // Looked for once each: a text may have as many backslashes as bytes.
      if (this.quoteAt < index) this.quoteAt = find(chunk, Byte.Quote, index);
      if (this.backslashAt < index) this.backslashAt = find(chunk, Byte.Backslash, index);
      index = Math.min(this.quoteAt, this.backslashAt) + 1;
      if (index > chunk.length) break;
      if (this.backslashAt < this.quoteAt) this.isEscaped = true;
      else {
        this.length += index - from;
        this.requireLength();
        if (!this.isForeseen) this.unforeseenText += this.length;
        this.end();
        return index;
      }
    }
    this.length += chunk.length - from;
    this.requireLength();
    return chunk.length;
  }

  private requireLength(): void {
    if (this.length <= this.maxLength) return;
    const field = this.frames.path;
    if (!this.isForeseen) throw ValidationFailed.of(field, `${field} holds more than this call takes`);
    const characters = (this.maxLength - SLACK) / BYTES_PER_CHARACTER;
    throw ValidationFailed.of(field, `${field} must be shorter than or equal to ${characters} characters`);
  }

  private readName(chunk: Buffer, from: number): number {
    let index = from;
    let hasEnded = false;
    for (; index < chunk.length && !hasEnded; index++) {
      const byte = chunk[index];
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === Byte.Backslash) this.isEscaped = true;
      else hasEnded = byte === Byte.Quote;
    }
    this.length += index - from;
    if (this.length > MAX_NAME) {
      const { path } = this.frames;
      throw ValidationFailed.of(path, `${path || 'The body'} has a field whose name is too long`);
    }
    // A name is short, and hardly ever in two chunks. In Latin-1 bytes are kept until all are there.
    this.name += chunk.toString('latin1', from, index);
    if (hasEnded) this.take(decodeName(this.name));
    return index;
  }

  /** A field begins. */
  private take(name: string): void {
    const frame = this.frames.current as Frame;
    // Copied to another object, it would become the object's prototype.
    if (name === '__proto__') throw new MalformedBody({ detail: 'The body has a field __proto__.' });
    frame.name = name;
    this.at = At.Colon;
    this.shape = frame.shape?.fields?.get(name);
    if (!this.shape) return;
    frame.seen ??= new Set();
    // Parsers differ in taking the first or the last of them.
    if (frame.seen.has(this.shape))
      throw ValidationFailed.of(this.frames.path, `${this.frames.path} must be there once`);
    frame.seen.add(this.shape);
  }

  private skipLiteral(chunk: Buffer, from: number): number {
    let index = from;
    while (index < chunk.length && isLiteral(chunk[index] as number)) index++;
    this.length += index - from;
    if (this.length > MAX_LITERAL) throw malformed(this.offset + index);
    if (index < chunk.length) this.end();
    return index;
  }
}
