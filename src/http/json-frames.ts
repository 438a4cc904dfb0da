import { malformed, Byte } from './json-bytes.js';
import { ValidationFailed } from '../common/problem.js';
import type { Shape } from './shape.js';

/** How deep objects and lists may be nested: no real body nests deeper. */
export const MAX_DEPTH = 16;

/** An object or a list that isn't closed yet. */
export interface Frame {
  isList: boolean;
  /** Undefined for what isn't foreseen. */
  shape?: Shape;
  /** The field or the element that is being read. */
  name: string;
  /** Elements so far. */
  count: number;
  /** Fields of the shape that were there. */
  seen?: Set<Shape>;
  /** Where elements end, of a list that is worth parsing piece by piece. */
  list?: ScannedList;
}

/** A list of objects in a field of the body. */
export interface ScannedList {
  field: string;
  /** The offsets of its bracket, its commas and its closing bracket, in bytes. */
  marks: number[];
}

/** The objects and lists of a body that aren't closed yet, from the outermost on. */
export class JsonFrames {
  /** The lists that the body has in its fields. */
  readonly lists: ScannedList[] = [];
  private readonly frames: Frame[] = [];

  get current(): Frame | undefined {
    return this.frames.at(-1);
  }

  /** @throws ValidationFailed when the nesting is too deep */
  open(isList: boolean, shape: Shape | undefined, offset: number): void {
    if (this.frames.length === MAX_DEPTH)
      throw ValidationFailed.of(this.path, `${this.path} is nested too deeply`);
    const frame: Frame = { isList, shape, name: '', count: 0 };
    if (isList && shape?.item?.fields && this.frames.length === 1) {
      frame.list = { field: this.frames[0]?.name as string, marks: [offset] };
      this.lists.push(frame.list);
    }
    this.frames.push(frame);
  }

  /** @throws MalformedBody when the byte closes another kind, or nothing is open */
  close(byte: number, offset: number): void {
    const frame = this.frames.pop();
    if (!frame || byte !== (frame.isList ? Byte.CloseList : Byte.CloseObject)) throw malformed(offset);
    frame.list?.marks.push(offset);
  }

  /** Where the body is being read, as errors name it: `operations.3.task`. */
  get path(): string {
    return this.pathTo(this.frames.length);
  }

  /** Of what holds the current field or element. */
  get parentPath(): string {
    return this.pathTo(this.frames.length - 1);
  }

  private pathTo(depth: number): string {
    return this.frames
      .slice(0, depth)
      .map(({ name }) => name)
      .join('.');
  }
}
