/**
 * What guests and people read of the board, as text: kernel/board.inc, the C header board.h and board.md's table of devices.
 * `npm run board` writes them (scripts/board.ts); a test holds the files against this.
 */
import { INTERVAL_TIMER_INTERRUPT, IO_BASE, PAGE_SIZE, RESULT, TICKS_PER_SECOND } from './board.ts';
import type { Constant, DeviceDefinition, Registers } from './devices/definition.ts';

/** A name, its value as the text writes it, and a line of comment above it. */
interface Line {
  readonly name: string;
  readonly value: string;
  readonly text?: string;
}

const REMARK = 'Made by npm run board, from emulator/board.ts and the definitions in emulator/devices: change those.';
const RESULT_TEXT = 'Values of a RESULT register. Uncertain: the operation may or may not have happened.';
const TICKS_TEXT = 'Ticks of the interval timer (CR16) in a second.';

/** The files by their paths from the root, as they should be; `read` gives what such a file holds now. */
export function boardFiles(
  devices: readonly DeviceDefinition[],
  read: (path: string) => string,
): ReadonlyMap<string, string> {
  const page = 'emulator/board.md';
  return new Map([
    ['kernel/board.inc', boardInclude(devices)],
    ['examples/c/runtime/include/board.h', boardHeader(devices)],
    [page, withTable(read(page), boardTable(devices))],
  ]);
}

/** kernel/board.inc. Offsets are bytes from the start of the device's page, or of the slot. */
export function boardInclude(devices: readonly DeviceDefinition[]): string {
  const board = [
    assembly([{ name: 'PAGE_SIZE', value: `${PAGE_SIZE}` }]),
    assembly(
      [
        { name: 'IO_BASE', value: hex(IO_BASE, 8) },
        ...devices.map(({ name, page }) => ({ name: `${upper(name)}_PAGE`, value: hex(page, 8) })),
      ],
      'Physical addresses of the device pages.',
    ),
    assembly(interruptLines(devices), 'Bits of EIRR and EIEM.'),
  ];
  const results = Object.entries(RESULT).map(([name, value]) => ({ name: `RESULT_${name}`, value: `${value}` }));
  const ticks = [{ name: 'TICKS_PER_SECOND', value: `${TICKS_PER_SECOND}` }];
  const blocks = [
    ...board,
    ...devices.flatMap(includeDevice),
    assembly(results, RESULT_TEXT),
    assembly(ticks, TICKS_TEXT),
  ];
  return `; ${REMARK}\n; Specified by emulator/board.md. Offsets are bytes from the start of the device's page.\n\n${blocks.join('\n')}`;
}

function includeDevice({ name, registers, slots, commands = {}, constants = {} }: DeviceDefinition): string[] {
  const [prefix, title] = [upper(name), capitalized(name)];
  const slotLines = slots && [
    { name: `${prefix}_SLOTS`, value: hex(slots.at, 2) },
    { name: `${prefix}_SLOT_SIZE`, value: hex(slots.size, 2) },
    { name: `${prefix}_SLOT_COUNT`, value: `${slots.count}` },
  ];
  const blocks = [assembly([...offsetLines(prefix, registers), ...(slotLines ?? [])], title)];
  if (slots) {
    blocks.push(
      assembly(offsetLines('SLOT', slots.registers), `${title}: the registers of one slot, from the slot's start`),
    );
  }
  const codes = Object.entries(commands).map(([code, value]) => ({
    name: `${prefix}_COMMAND_${code}`,
    value: `${value}`,
  }));
  if (codes.length > 0) blocks.push(assembly(codes));
  if (Object.keys(constants).length > 0) blocks.push(assembly(constantLines(constants)));
  return blocks;
}

function assembly(lines: readonly Line[], title?: string): string {
  const body = lines.map(({ name, value, text }) => `${text ? `; ${text}\n` : ''}${name} = ${value}\n`).join('');
  return `${title ? `; ${title}\n` : ''}${body}`;
}

/** The C header: registers by their physical addresses, as a program in real mode reaches them. */
function boardHeader(devices: readonly DeviceDefinition[]): string {
  const results = Object.entries(RESULT).map(([name, value]) => ({ name: `RESULT_${name}`, value: `${value}` }));
  const all = devices.reduce((mask, { interrupt = 0 }) => mask | interrupt, 0);
  const interrupts = [
    ...interruptLines(devices).map(({ name, value }) => ({ name, value: `${value}u` })),
    { name: 'DEVICE_INTERRUPTS', value: `${hex(all, 8)}u`, text: 'Of all devices.' },
  ];
  const blocks = [
    `/* ${REMARK} */`,
    "/* The board's devices for C programs in real mode, where a pointer is a physical address. See emulator/board.md. */",
    '#ifndef BOARD_H\n#define BOARD_H\n',
    '#define REGISTER(address) (*(volatile unsigned int *)(address))',
    '#define HALFWORD_REGISTER(address) (*(volatile unsigned short *)(address))\n',
    ...devices.map(headerDevice),
    cDefines(interrupts, 'Bits of EIRR and EIEM.'),
    cDefines(results, RESULT_TEXT),
    cDefines([{ name: 'TICKS_PER_SECOND', value: `${TICKS_PER_SECOND}` }], TICKS_TEXT),
    '#endif\n',
  ];
  return blocks.join('\n');
}

function headerDevice({ name, page, registers, slots, commands = {}, constants = {} }: DeviceDefinition): string {
  const prefix = upper(name);
  const lines: Line[] = Object.entries(registers).map(([register, { at, bytes }]) => {
    const type = bytes === 2 ? 'HALFWORD_REGISTER' : 'REGISTER';
    return { name: `${prefix}_${register}`, value: `${type}(${hex(page + at, 8)})` };
  });
  if (slots) {
    lines.push({ name: `${prefix}_SLOT_COUNT`, value: `${slots.count}` });
    for (const [register, { at }] of Object.entries(slots.registers)) {
      const address = `${hex(page + slots.at + at, 8)} + ${hex(slots.size, 2)} * (slot)`;
      lines.push({ name: `SLOT_${register}(slot)`, value: `REGISTER(${address})` });
    }
  }
  for (const [code, value] of Object.entries(commands)) lines.push({ name: `${prefix}_${code}`, value: `${value}` });
  return cDefines([...lines, ...constantLines(constants)], `${capitalized(name)}.`);
}

function cDefines(lines: readonly Line[], title: string): string {
  const body = lines.map(({ name, value, text }) => {
    return `${text ? `/* ${text} */\n` : ''}#define ${name} ${value.startsWith('-') ? `(${value})` : value}\n`;
  });
  return `/* ${title} */\n${body.join('')}`;
}

/** board.md's table. */
function boardTable(devices: readonly DeviceDefinition[]): string {
  const timer = row('(processor)', 'interval timer', INTERVAL_TIMER_INTERRUPT, 'CR 16, 50 MHz');
  const rows = devices.map(({ name, page, interrupt, registers, slots }) => {
    const own = registerTexts(registers);
    if (!slots) return row(hex(page, 8, true), name, interrupt, own);
    const where = `${digits(slots.at)}+${digits(slots.size)}·slot, slots 0 to ${slots.count - 1}`;
    return row(hex(page, 8, true), name, interrupt, `${own} · ${where}: ${registerTexts(slots.registers)}`);
  });
  const reserved = '| 0xF0005000 | reserved | 11 | for a network adapter |';
  return [
    '| page | device | EIRR bit, mask | registers (hexadecimal offset, name, access) |',
    '|---|---|---|---|',
    timer,
    ...rows,
    reserved,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function row(page: string, name: string, interrupt: number | undefined, registers: string): string {
  const bit = interrupt === undefined ? '–' : `${Math.clz32(interrupt)}, ${hex(interrupt, 8)}`;
  return `| ${page} | ${name} | ${bit} | ${registers} |`;
}

function registerTexts(registers: Registers): string {
  return Object.entries(registers)
    .map(([name, { at, access, bytes, text }]) => {
      return `${digits(at)} ${name} ${access}${bytes === 2 ? ' halfword' : ''}${text ? `: ${text}` : ''}`;
    })
    .join(' · ');
}

/** `text` with what stands between the two remarks in it, "<!-- devices -->" and "<!-- end of devices -->", replaced. */
function withTable(text: string, table: string): string {
  const [before, rest] = text.split('<!-- devices: made by npm run board -->\n');
  const after = rest?.split('<!-- end of devices -->\n')[1];
  if (after === undefined) throw new Error('board.md has no place for the table of devices');
  return `${before}<!-- devices: made by npm run board -->\n${table}<!-- end of devices -->\n${after}`;
}

function interruptLines(devices: readonly DeviceDefinition[]): Line[] {
  const masks = devices.flatMap(({ name, interrupt }) => (interrupt === undefined ? [] : [[name, interrupt] as const]));
  return [['interval_timer', INTERVAL_TIMER_INTERRUPT] as const, ...masks].map(([name, mask]) => {
    return { name: `${upper(name)}_INTERRUPT`, value: hex(mask, 8) };
  });
}

function offsetLines(prefix: string, registers: Registers): Line[] {
  return Object.entries(registers).map(([name, { at }]) => ({ name: `${prefix}_${name}`, value: hex(at, 2) }));
}

function constantLines(constants: Readonly<Record<string, Constant>>): Line[] {
  return Object.entries(constants).map(([name, { value, text }]) => ({ name, value: `${value}`, text }));
}

function hex(value: number, width: number, capital = false): string {
  const text = (value >>> 0).toString(16).padStart(width, '0');
  return `0x${capital ? text.toUpperCase() : text}`;
}

/** An offset as board.md writes it. */
function digits(offset: number): string {
  return offset.toString(16).toUpperCase().padStart(2, '0');
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
