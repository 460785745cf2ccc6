/** What a setting may be: as users write it, and as it comes from another process. */
import { describe, expect, it } from 'vitest';
import { countIn, parseSettings, ramSize, SETTING_NAMES, SETTINGS, type SettingName, Unfit } from './settings.ts';

it.each([
  ['1M', 1024 * 1024],
  ['1m', 1024 * 1024],
  ['1048576', 1024 * 1024],
  ['1028K', 1028 * 1024],
  ['1G', 1024 ** 3],
])('takes %s for so many bytes of RAM', (word, bytes) => {
  expect(ramSize(word)).toBe(bytes);
});

it.each(['', 'M', '1', '1048575', '1020K', '1048577', '1026K', '1048580K', '2G', '1T', '-1M', '1.5M', ' 1M'])(
  "does not take '%s' for bytes of RAM",
  (word) => {
    expect(() => ramSize(word)).toThrow(Unfit);
  },
);

it('takes whole numbers up to its bounds', () => {
  const read = countIn(2, 10);
  expect([read('2'), read('10')]).toEqual([2, 10]);
  for (const word of ['1', '11', '', '2.0', '0x3', '-2', '1'.repeat(16)]) expect(() => read(word)).toThrow(Unfit);
});

it('means by a word what it says', () => {
  const { hashEpochs, earlyEnds, ringsExposed, protocol } = SETTINGS;
  expect([hashEpochs.of('on'), hashEpochs.of('off')]).toEqual([true, false]);
  expect([earlyEnds.of(true), earlyEnds.of(undefined)]).toEqual([false, true]);
  expect([ringsExposed.of('exposed'), ringsExposed.of(undefined)]).toEqual([true, false]);
  expect([protocol.of('revised'), protocol.of('none'), protocol.of(undefined)]).toEqual([
    'revised',
    'queued',
    'queued',
  ]);
});

const given = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, (SETTINGS[name].of as (value: undefined) => unknown)(undefined)]),
);

it('takes what another process has made of the defaults', () => {
  expect(parseSettings(JSON.parse(JSON.stringify(given)) as typeof given)).toEqual(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
});

it.each<[SettingName, unknown]>([
  ['append', 1],
  ['ram', -1],
  ['tlbEntries', 1.5],
  ['protocol', 'paper'],
  ['protocol', 1],
  ['epochLength', '100'],
  ['earlyEnds', 'on'],
  ['hashEpochs', 1],
  ['maxLag', null],
  ['timeoutMs', undefined],
  ['limitInstructions', -1],
])('refuses %s when it is %j', (name, value) => {
  expect(() => parseSettings({ ...given, [name]: value })).toThrow(`no ${name}`);
});

describe('an engine', () => {
  const read = SETTINGS.engine.read;

  it('is the same for both machines, or one for each, in any order', () => {
    expect(read('auto')).toEqual({ primary: 'auto', backup: 'auto' });
    const choice = { primary: 'translator', backup: 'interpreter' };
    expect(read('primary=translator,backup=interpreter')).toEqual(choice);
    expect(read('backup=interpreter,primary=translator')).toEqual(choice);
  });

  it.each([
    '',
    'fast',
    'primary=auto',
    'backup=auto',
    'primary=auto,backup=fast',
    'primary=fast,backup=auto',
    'primary=auto,backup=auto,joiner=auto',
    'primary=auto,primary=auto',
  ])("is none that is called '%s'", (word) => {
    expect(() => read(word)).toThrow('Expected one of interpreter, translator, auto');
  });

  it.each([null, 'auto', {}, { primary: 'auto' }, { primary: 'auto', backup: 'fast' }, { primary: 1, backup: 'auto' }])(
    'is none that another process sends as %j',
    (value) => {
      expect(SETTINGS.engine.is(value)).toBe(false);
    },
  );
});
