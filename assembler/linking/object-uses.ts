/**
 * Where in an object file something is used, as people look for it: by the source's line, if there is debug information, and
 * by the name of the function around it, as GNU ld says both.
 */
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Note } from '../diagnostics/diagnostics.ts';
import { SourceLine, SourceText, type Span } from '../diagnostics/source.ts';
import type { Fixup } from '../layout/fixup.ts';
import { placeOf } from '../layout/store.ts';

export interface Use {
  /** `main.c:12`, or where in the object it is. */
  readonly span: Span;
  /** Says what it is in, unless that has no name. */
  readonly notes: readonly Note[];
}

export class ObjectUses {
  private readonly places: ImagePlaces;

  /** @param image the program that the objects have become, whatever is undefined in it */
  constructor(image: Uint8Array) {
    this.places = new ImagePlaces(image);
  }

  /** @param file the object's name */
  of({ span, location }: Fixup, file: string): Use {
    // All else lies at no address.
    if (!location.section.attributes.allocated) return { span, notes: [] };
    const address = placeOf(location);
    const line = this.places.sourceLineAt(address);
    const label = this.places.labelAt(address);
    const place = line === undefined ? new SourceText(file, '').span(0, 0) : span;
    return {
      span: line === undefined ? span : new SourceLine(line.file, line.line).span(0, 0),
      notes: label === undefined ? [] : [{ message: `in '${label.name}'`, span: place }],
    };
  }
}
