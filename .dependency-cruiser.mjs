/**
 * Which way imports run (`npm run lint`): from a room to those below it, never up, across or in a circle; types count as
 * much as values. The houses and their rooms stand here once, each list from the ground up.
 */

import { builtinModules } from 'node:module';

/** The top folders. Each may import what stands before it. */
const HOUSES = ['launch', 'emulator', 'assembler', 'kernel', 'hypervisor', 'examples', 'scripts'];

/**
 * The rooms of a house by floors: a room is a folder with all that is in it, or a file. Rooms of one floor do not know each
 * other. Where a folder is a room inside another one's, both are named.
 * @type {Record<string, string[][]>}
 */
const FLOORS = {
  launch: [['bundle.ts'], ['hvasm.ts', 'replica.ts']],
  emulator: [
    [
      'bytes.ts',
      'checkpoint.ts',
      'hex.ts',
      'xorshift.ts',
      'board.ts',
      'scheduler.ts',
      'steady-clock.ts',
      'trace-selection.ts',
    ],
    ['report', 'options', 'versioned-pages.ts', 'wasm'],
    ['layout.ts', 'time-of-day.ts', 'time-source.ts', 'isa', 'fpu', 'elf'],
    ['tlb.ts', 'environment.ts'],
    ['devices'],
    ['memory.ts', 'world', 'word-names.ts', 'board-files.ts'],
    ['cpu'],
    ['translator'],
    ['boot.ts', 'diagnosis', 'host-environment.ts', 'host'],
    ['instruction-trace.ts', 'ending.ts', 'firmware.ts'],
    ['machine.ts'],
    ['run-guest.ts'],
  ],
  assembler: [
    ['diagnostics', 'disassembly', 'version.ts', 'output-files.ts'],
    ['syntax', 'sections', 'libraries.ts'],
    ['macros', 'expressions', 'option-values.ts'],
    ['debug/records', 'instructions'],
    ['layout'],
    ['linking'],
    ['unit.ts'],
    ['debug', 'unused-labels.ts', 'check-symbols.ts'],
    ['directives', 'output', 'placing.ts'],
    ['assembler.ts'],
    ['assemble.ts'],
    ['command-line.ts', 'library.ts', 'testing'],
    ['main.ts'],
  ],
  hypervisor: [
    ['queue.ts', 'seat.ts', 'temporary-folder.ts', 'wire', 'guests', 'words'],
    ['private-folder.ts'],
    ['protocol', 'history', 'links'],
    ['monitor', 'tracing'],
    ['recording'],
    ['bus'],
    ['runner', 'control', 'straw-man'],
    ['replica.ts', 'simulator/plan'],
    ['simulator/record', 'local-replica.ts'],
    ['simulator/checkers'],
    ['simulator'],
    ['simulator/host', 'explorer'],
    ['explorer/host'],
    ['simulator/planted', 'commands'],
    ['bench'],
    ['main.ts'],
    ['testing', 'hvrun.ts'],
  ],
};

/** @param {string} path */
const pattern = (path) => `^${path.replaceAll('.', '\\.')}(/|$)`;

/** What a web page can carry: nothing here imports from Node.js, nor anything that does. */
const CORE = [
  'emulator',
  'assembler',
  'hypervisor/wire',
  'hypervisor/protocol',
  'hypervisor/monitor',
  'hypervisor/simulator',
  'hypervisor/explorer',
].map((room) => pattern(room));

/** Rooms and files inside these that are of the host; cpu/engine-flags.ts sets the flags of Node.js's V8. */
const HOST = [
  'emulator/host',
  'emulator/cpu/engine-flags.ts',
  'assembler/command-line.ts',
  'assembler/libraries.ts',
  'assembler/output-files.ts',
  'assembler/main.ts',
  'hypervisor/simulator/host',
  'hypervisor/explorer/host',
  'hypervisor/simulator/planted',
].map((room) => pattern(room));

/** Nothing imports a test, so a test may take from every room of its house. */
const TEST = '\\.(test|processes|conformance|thorough)\\.ts$';

/** A room's files, without those of rooms inside it. @param {string} room @param {string[]} all */
const filesOf = (room, all) => ({
  path: pattern(room),
  pathNot: all.filter((other) => other.startsWith(`${room}/`)).map(pattern),
});

const betweenHouses = HOUSES.slice(0, -1).map((house, index) => ({
  name: `${house}-stands-below`,
  severity: 'error',
  comment: `${house}/ may import ${HOUSES.slice(0, index).join(', ') || 'nothing'}`,
  from: { path: pattern(house) },
  to: { path: HOUSES.slice(index + 1).map(pattern) },
}));

const betweenRooms = Object.entries(FLOORS).flatMap(([house, floors]) => {
  const all = floors.flat().map((room) => `${house}/${room}`);
  const above = floors.map((_, level) =>
    floors
      .slice(level)
      .flat()
      .map((room) => `${house}/${room}`),
  );
  const upwards = floors.flatMap((rooms, level) =>
    rooms
      .map((name) => `${house}/${name}`)
      .flatMap((room) =>
        above[level]
          .filter((other) => other !== room)
          .map((other) => ({
            name: `${room}-imports-${other}`,
            severity: 'error',
            comment: `${room} stands below ${other}, or beside it`,
            from: { path: filesOf(room, all).path, pathNot: [...filesOf(room, all).pathNot, TEST] },
            to: filesOf(other, all),
          })),
      ),
  );
  const homeless = {
    name: `${house}-has-a-room-for-every-file`,
    severity: 'error',
    comment: 'a new folder gets its floor here',
    from: {},
    to: { path: pattern(house), pathNot: [...all.map(pattern), TEST] },
  };
  return [...upwards, homeless];
});

const builderAlone = {
  name: 'the-builder-knows-only-webassembly',
  severity: 'error',
  comment: 'emulator/wasm/ imports nothing from outside',
  from: { path: '^emulator/wasm/', pathNot: TEST },
  to: { pathNot: '^emulator/wasm/' },
};

/** Settings of a whole process are not for a room to make. */
const flagsOfProcesses = {
  name: 'engine-flags-belong-to-processes',
  severity: 'error',
  comment: 'only what is started as a process sets flags of its V8',
  from: {
    pathNot: [
      '^hypervisor/(main|local-replica|explorer/host/worker)\\.ts$',
      '^emulator/host/process-engine\\.ts$',
      '^scripts/',
    ],
  },
  to: { path: '^emulator/cpu/engine-flags\\.ts$' },
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-without-node',
      severity: 'error',
      comment: 'a web page must be able to carry it',
      from: { path: CORE, pathNot: [...HOST, '/testing/', TEST] },
      to: { path: `^(${builtinModules.join('|')})$`, reachable: true },
    },
    ...betweenHouses,
    ...betweenRooms,
    builderAlone,
    flagsOfProcesses,
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: { path: '^dist/' } },
};
