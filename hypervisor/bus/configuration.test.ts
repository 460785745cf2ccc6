import { expect, it } from 'vitest';
import { parseConfiguration, type ReplicaConfiguration } from './configuration.ts';
import { SETTING_NAMES, SETTINGS } from './settings.ts';

const configuration = {
  ...Object.fromEntries(
    SETTING_NAMES.map((name) => [name, (SETTINGS[name].of as (value: undefined) => unknown)(undefined)]),
  ),
  ...{ role: 'primary', start: 'boot', tlbSeed: 7, sectors: 0, record: true, observe: false },
  link: null,
  reportEpochs: [5, 9],
} as unknown as ReplicaConfiguration;

it('is read as it was written', () => {
  expect(parseConfiguration(JSON.stringify(configuration))).toEqual(JSON.parse(JSON.stringify(configuration)));
});

it.each<[keyof ReplicaConfiguration, unknown]>([
  ['role', 'joiner'],
  ['start', 'stop'],
  ['tlbSeed', -1],
  ['tlbSeed', 0.5],
  ['sectors', '8'],
  ['record', 1],
  ['observe', undefined],
  ['reportEpochs', 5],
  ['reportEpochs', [5, '9']],
  ['reportEpochs', { every: 1 }],
  ['link', {}],
  ['trace', {}],
])('is refused if %s is %j', (name, value) => {
  expect(() => parseConfiguration(JSON.stringify({ ...configuration, [name]: value }))).toThrow(/^no /);
});
