/**
 * docs/add-a-flag.md, done: a setting is an entry of the table, here added to it before anybody looks. Then hvrun takes the
 * flag, --help shows it, and a replica gets it from the bus, wherever it runs.
 */
import { expect, it } from 'vitest';
import { parseConfiguration } from '../bus/configuration.ts';
import { countIn, type Setting, SETTING_NAMES, type SettingName, SETTINGS, settingsOf } from '../bus/settings.ts';
import { parseOptions, type RunOptions } from './options.ts';

const NAPS: Setting<number, number> = {
  ...{ flag: '--naps <n>', help: 'how often the guest may rest', read: countIn(0, 9), default: 3 },
  of: (naps = 3) => naps,
  is: (value) => typeof value === 'number' && value <= 9,
};
Object.assign(SETTINGS, { naps: NAPS });
SETTING_NAMES.push('naps' as SettingName);

let told = '';
const tell = (text: string): void => void (told += text);

function parse(...args: string[]): Partial<Record<string, unknown>> {
  told = '';
  return { ...parseOptions(args, { stdout: tell, stderr: tell }) };
}

it('has its default, is taken from the command line, and says what it does not take', () => {
  expect(parse().naps).toBe(3);
  expect(parse('--naps', '7').naps).toBe(7);
  expect(parse('--naps', '10')).not.toHaveProperty('naps');
  expect(told).toMatch(/^hvrun: .*--naps <n>.*Expected a whole number from 0 to 9\./);
});

it('is in --help', () => {
  parse('--help');
  expect(told).toMatch(/--naps <n> +how often the guest may rest \(default: 3\)/);
});

it('reaches a replica, and is refused there if it is none', () => {
  const settings = settingsOf(parse('--naps', '7') as unknown as RunOptions);
  const rest = { role: 'backup', start: 'boot', tlbSeed: 1, sectors: 0, record: false, observe: false };
  const configuration = { ...settings, ...rest, link: null, reportEpochs: [] };
  expect(parseConfiguration(JSON.stringify(configuration))).toHaveProperty('naps', 7);
  const wrong = JSON.stringify({ ...configuration, naps: 10 });
  expect(() => parseConfiguration(wrong)).toThrow('no naps');
});
