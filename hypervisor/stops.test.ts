/**
 * What is told of a machine that stops: of each guest in testing/stops the text beside it, whatever machine it runs on.
 *
 *     HVRUN_RECORD=1 npx vitest run hypervisor/stops.test.ts      writes them anew; read the difference before committing
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../assembler/assemble.ts';
import { DEFAULT_RAM } from '../emulator/board.ts';
import { describeStop } from '../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../emulator/diagnosis/image-places.ts';
import { Machine } from '../emulator/machine.ts';
import { HostWorld } from '../emulator/host/host-world.ts';
import { Workshop } from '../kernel/testing/tools.ts';
import { bootMonitor } from './recording/recorded-machine.ts';

const folder = join(import.meta.dirname, 'testing/stops');
const guests = readdirSync(folder)
  .filter((name) => name.endsWith('.s'))
  .map((name) => basename(name, '.s'));

function imageOf(name: string): Uint8Array {
  const text = readFileSync(join(folder, `${name}.s`), 'utf8');
  const { image } = assemble([{ name: `${name}.s`, text }], { debugVersion: 5, directory: '/guests' });
  if (!image) throw new Error(`${name}.s does not assemble`);
  return image;
}

function expected(name: string): string {
  return readFileSync(join(folder, `${name}.txt`), 'utf8');
}

async function stopBare(image: Uint8Array): Promise<string> {
  const world = await HostWorld.open({ sink: { write: (_bytes, done) => done(true) } });
  const machine = new Machine({ world, image, bootArguments: '', ram: DEFAULT_RAM, tlbSeed: 1 });
  const { stop } = await machine.run();
  return `${describeStop(stop!, new ImagePlaces(image)).join('\n')}\n`;
}

/** Under the monitor, in epochs of one length; a command ends with RESULT 3, as there is no disk. */
function stopMonitored(image: Uint8Array, epochLength: number): string {
  const vm = bootMonitor(
    {
      ...{ ram: DEFAULT_RAM, tlbEntries: 64, tlbSeed: 1, sectors: 0, append: '' },
      ...{ epochLength, ringsExposed: false, tlbExposed: false },
    },
    image,
  );
  for (vm.startEpoch(epochLength); ;) {
    const exit = vm.run(epochLength);
    if (exit.type === 'output' && exit.request.kind === 'exit') {
      return `${describeStop(exit.request.stop!, new ImagePlaces(image)).join('\n')}\n`;
    }
    if (exit.type !== 'epoch-end') continue;
    const ended = exit.rest ? vm.outstanding() : [];
    vm.deliver(
      ended.map(({ id }) => ({ type: 'completion', completion: { id, result: 3 } })),
      0,
    );
    vm.startEpoch(epochLength);
  }
}

describe.each(guests)('the stop of %s', (name) => {
  it('is told on the bare machine', async () => {
    const text = await stopBare(imageOf(name));
    if (process.env['HVRUN_RECORD'] === '1') writeFileSync(join(folder, `${name}.txt`), text);
    expect(text).toBe(expected(name));
  });

  it.each([1, 3, 4096])('is told the same under the monitor, in epochs of %i', (epochLength) => {
    expect(stopMonitored(imageOf(name), epochLength)).toBe(expected(name));
  });
});

describe('hvrun', () => {
  const workshop = new Workshop();
  const name = 'narrow-command';

  beforeAll(() => writeFileSync(workshop.path('guest'), imageOf(name)));
  afterAll(() => workshop.remove());

  it.each([
    ['on the bare machine', ['--bare']],
    ['on one machine under the hypervisor', ['--solo', '--record', 'solo.rec']],
    ['on a pair', ['--record', 'pair.rec']],
    ['on two machines on their own', ['--protocol', 'none']],
  ])('tells it %s', async (_, flags) => {
    const { status, stderr } = await workshop.hvrun([...flags, 'guest']);
    expect(told(stderr)).toContain(expected(name));
    expect(status).toBe(70);
  });

  it.each(['solo.rec', 'pair.rec'])('tells it in the replay of %s', async (recording) => {
    const { status, stderr } = await workshop.hvrun(['replay', recording]);
    expect(told(stderr)).toContain(expected(name));
    expect(status).toBe(0);
  });
});

/** What stderr says, without hvrun's name, and whether the end of input has arrived yet or not. */
function told(stderr: string): string {
  return stderr.replace(/^hvrun: /gm, '').replace('%eirr 00800000', '%eirr 00000000');
}
