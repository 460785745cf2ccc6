import { describe, expect, test } from 'vitest';
import { parseBusOptions, parseReplicaOptions, parseSecretOptions } from './hosts-options.ts';

const parsers = { bus: parseBusOptions, replica: parseReplicaOptions, secret: parseSecretOptions };

function parse(line: string) {
  let [stdout, stderr] = ['', ''];
  const [name, ...args] = line.split(' ');
  const outcome = parsers[name as keyof typeof parsers](args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  return { outcome, stdout, stderr };
}

test.each([
  [
    'bus --listen 0.0.0.0:7000 --secret-file key --disk d.tar --epoch 1000 kernel',
    {
      listen: { host: '0.0.0.0', port: 7000 },
      secretFile: 'key',
      disk: 'd.tar',
      epochLength: 1000,
      image: 'kernel',
      mode: 'pair',
      hashEpochs: true,
    },
  ],
  ['bus --solo --listen [::]:0 --secret-file key', { listen: { host: '::', port: 0 }, mode: 'solo', image: 'a.out' }],
  ['replica --bus bus.example.org:7000 --secret-file key', { bus: { host: 'bus.example.org', port: 7000 } }],
  [
    'replica --bus [::1]:7000 --listen 10.0.0.2:7001 --secret-file key',
    { bus: { host: '::1', port: 7000 }, listen: { host: '10.0.0.2', port: 7001 }, secretFile: 'key' },
  ],
  ['secret pair.key', { file: 'pair.key' }],
])('%s is understood', (line, expected) => {
  expect(parse(line).outcome).toMatchObject(expected);
});

test.each([
  ['bus --secret-file key', /required option '--listen <host:port>' not specified/],
  ['bus --listen 10.0.0.1:1', /required option '--secret-file <file>' not specified/],
  ['bus --listen nowhere --secret-file key', /Expected HOST:PORT/],
  ['bus --listen ::1:7000 --secret-file key', /as in 10\.0\.0\.1:7000 or \[::1\]:7000/],
  ['bus --listen 10.0.0.1:1 --secret-file key --kill primary@epoch=1', /unknown option '--kill'/],
  ['bus --listen 10.0.0.1:1 --secret-file key --bare', /unknown option '--bare'/],
  ['bus --listen 10.0.0.1:1 --secret-file key --protocol none', /'--protocol none' needs no bus/],
  ['replica --secret-file key', /required option '--bus <host:port>' not specified/],
  ['replica --bus 10.0.0.1:0 --secret-file key', /Expected the port that the bus names/],
  ['replica --bus 10.0.0.1:1 --secret-file key kernel', /too many arguments/],
  ['secret', /missing required argument 'file'/],
])('%s is refused with status 64, on stderr, with a hint', (line, message) => {
  const { outcome, stdout, stderr } = parse(line);
  expect(outcome).toEqual({ exitStatus: 64 });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^hvrun: /);
  expect(stderr).toMatch(message);
  expect(stderr).toContain(`Try 'hvrun ${line.split(' ')[0]} --help'`);
});

describe('--help', () => {
  test.each(['bus', 'replica', 'secret'])('of %s shows a whole setup', (name) => {
    const { outcome, stdout, stderr } = parse(`${name} --help`);
    expect(outcome).toEqual({ exitStatus: 0 });
    expect(stderr).toBe('');
    expect(stdout).toContain('hvrun bus --listen 10.0.0.1:7000');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
