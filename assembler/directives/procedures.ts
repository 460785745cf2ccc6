/**
 * .proc, .callinfo, .entry, .exit, .procend: HP's description of procedures for stack unwinding. They are checked for
 * their order and leave nothing in the image.
 */
import { directive, type Directive } from './directive.ts';
import type { Unit } from '../unit.ts';

/** The procedure each unit is in. */
const open = new WeakMap<Unit, { callinfo: boolean }>();

const proc = directive(0, 0, ({ span }, unit) => {
  if (open.has(unit)) unit.diagnostics.error(span, '.proc within a procedure: .procend is missing');
  else open.set(unit, { callinfo: false });
});

const callinfo = directive(0, Infinity, ({ span }, unit) => {
  const procedure = open.get(unit);
  if (procedure === undefined) unit.diagnostics.error(span, '.callinfo belongs between .proc and .procend');
  else procedure.callinfo = true;
});

const entry = directive(0, 0, ({ span }, unit) => {
  if (open.get(unit)?.callinfo !== true) unit.diagnostics.error(span, '.entry belongs behind .proc and .callinfo');
});

const exit = directive(0, 0, ({ span }, unit) => {
  if (!open.has(unit)) unit.diagnostics.error(span, '.exit belongs between .proc and .procend');
});

const procend = directive(0, 0, ({ span }, unit) => {
  if (!open.delete(unit)) unit.diagnostics.error(span, '.procend without .proc');
});

export const procedureDirectives: Readonly<Record<string, Directive>> = {
  '.proc': proc,
  '.callinfo': callinfo,
  '.entry': entry,
  '.enter': entry,
  '.exit': exit,
  '.leave': exit,
  '.procend': procend,
};
