import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as commands from '../../../src/docker/machineCommands.ts';
import type { MachineToCreate } from '../../../src/model/plan.ts';
import { machine } from '../cluster/steps.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../records', path), 'utf8');

const plain = machine('kvstore', 'virtualbox');
const mirror = 'http://houchaohann.m.alauda.cn';
const store = 'consul://192.168.99.100:8500';
const joined: MachineToCreate = {
  ...plain,
  registryMirrors: [mirror],
  store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  advertise: 'eth1:2376',
  swarm: { isMaster: false, image: 'swarm:1.2.9', strategy: 'spread', options: [] },
};
const manager: MachineToCreate = { ...joined, name: 'swarm-manager', swarm: { ...joined.swarm!, isMaster: true } };

/** What we add to the article's commands, and nothing else. */
const ours = /^--(engine-label=dockeroverlay\.cluster|swarm-image)=/;
const asInArticle = (machine: MachineToCreate, url?: string): string =>
  ['docker-machine', ...commands.create(machine, url).args.filter((each) => !ours.test(each))].join(' ');

describe("create says what the article's script says", () => {
  const labels = { 'dockeroverlay.cluster': 'demo' };

  it('for the key-value store', () => {
    expect(asInArticle({ ...plain, labels, registryMirrors: [mirror] })).toBe(
      `docker-machine create -d virtualbox --engine-opt=registry-mirror=${mirror} kvstore`,
    );
  });

  it('for the manager', () => {
    expect(asInArticle({ ...manager, labels }, store)).toBe(
      `docker-machine create -d virtualbox --swarm --swarm-master --swarm-discovery=${store} ` +
        `--engine-opt=cluster-store=${store} --engine-opt=cluster-advertise=eth1:2376 ` +
        `--engine-opt=registry-mirror=${mirror} swarm-manager`,
    );
  });

  it('for a node', () => {
    expect(asInArticle({ ...joined, name: 'swarm-node1', labels }, store)).toBe(
      `docker-machine create -d virtualbox --swarm --swarm-discovery=${store} ` +
        `--engine-opt=cluster-store=${store} --engine-opt=cluster-advertise=eth1:2376 ` +
        `--engine-opt=registry-mirror=${mirror} swarm-node1`,
    );
  });

  it('with the image and the label that are ours', () => {
    const { args } = commands.create({ ...manager, labels }, store);
    expect(args).toContain('--swarm-image=swarm:1.2.9');
    expect(args).toContain('--engine-label=dockeroverlay.cluster=demo');
  });
});

describe('create', () => {
  it('takes secret options that have a variable in its environment, and in no argument', () => {
    const secret: MachineToCreate = {
      ...plain,
      options: { 'x-token': 'sesame', 'x-region': 'fra1' },
      variables: { 'x-token': 'X_TOKEN' },
    };
    const { args, environment, refused } = commands.create(secret, undefined);
    expect(args.join(' ')).not.toMatch(/sesame|x-token/);
    expect(args).toContain('--x-region=fra1');
    expect(environment).toEqual({ X_TOKEN: 'sesame' });
    expect(refused).toBeUndefined();
    const hurtful = commands.create({ ...secret, options: { 'x-token': 'a\nb' } }, undefined);
    expect(hurtful.refused).toEqual({ kind: 'argumentRefused', argument: 'X_TOKEN', why: 'characters' });
  });

  it('gives every other option where it is not the default', () => {
    const { args } = commands.create(
      {
        ...manager,
        name: 'm1',
        driver: 'generic',
        options: { 'generic-ip-address': '10.99.0.12', 'generic-ssh-port': 22, flag: true, list: ['a', 'b'] },
        engineOptions: ['log-level=warn'],
        insecureRegistries: ['10.0.0.0/8'],
        environment: { HTTP_PROXY: 'http://proxy' },
        installUrl: 'https://get.example',
        swarm: { isMaster: true, image: 'swarm:1.2.9', strategy: 'binpack', options: ['replication'] },
      },
      store,
    );
    expect(args).toEqual(
      expect.arrayContaining([
        '--generic-ip-address=10.99.0.12',
        '--generic-ssh-port=22',
        '--flag',
        '--list=a',
        '--list=b',
        '--engine-opt=log-level=warn',
        '--engine-insecure-registry=10.0.0.0/8',
        '--engine-env=HTTP_PROXY=http://proxy',
        '--engine-install-url=https://get.example',
        '--swarm-strategy=binpack',
        '--swarm-opt=replication',
      ]),
    );
    expect(args.at(-1)).toBe('m1');
  });

  it('joins a store without swarm', () => {
    const { args } = commands.create({ ...joined, swarm: undefined, registryMirrors: [] }, store);
    expect(args).toEqual([
      'create',
      '-d',
      'virtualbox',
      `--engine-opt=cluster-store=${store}`,
      '--engine-opt=cluster-advertise=eth1:2376',
      'kvstore',
    ]);
  });

  it.each([
    ['a name that is a flag', { ...plain, name: '--force' }, undefined],
    ['a driver that is a flag', { ...plain, driver: '-x' }, undefined],
    ['an option that is none', { ...plain, options: { 'a=b': 'c' } }, undefined],
    ['a new line in a value', { ...plain, engineOptions: ['a=b\nExecStartPost=evil'] }, undefined],
    ['a store without its address', joined, undefined],
  ] as const)('refuses %s', (_, machine, url) => {
    expect(commands.create(machine, url).refused).toMatchObject({ kind: 'argumentRefused' });
  });

  it('names no value when it refuses one', () => {
    const { refused } = commands.create({ ...plain, options: { 'x-secret-key': 'hush\u0000' } }, undefined);
    expect(refused).toMatchObject({ argument: '--x-secret-key' });
  });

  it('lets nothing but its own flags and the name become arguments of their own', () => {
    const words = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(words, words, words, words, (name, option, value, label) => {
        const machine = {
          ...plain,
          name,
          options: { [option]: value },
          labels: { [label]: value },
          engineOptions: [value],
        };
        const { args, refused } = commands.create(machine, undefined);
        if (refused) return;
        expect(args.slice(0, 3)).toEqual(['create', '-d', 'virtualbox']);
        expect(args.at(-1)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/);
        for (const each of args.slice(3, -1)) expect(each).toMatch(/^--[a-zA-Z0-9][a-zA-Z0-9-]*(=|$)/);
      }),
    );
  });
});

describe('every command about a machine', () => {
  const made = [
    commands.remove,
    commands.removeByForce,
    commands.start,
    commands.stop,
    commands.restart,
    commands.kill,
    commands.status,
    commands.ip,
    commands.regenerateCertificates,
    commands.provision,
    (name: string) => commands.ssh(name, ['true']),
  ];

  it.each(made.map((make) => [make('m1').args.join(' '), make] as const))(
    'refuses a name that is none: %s',
    (_, make) => {
      expect(make('m1').refused).toBeUndefined();
      for (const name of ['', '-f', '--help', 'a b', 'a;b', '../x', 'ä', 'x'.repeat(64)])
        expect(make(name).refused, name).toMatchObject({ kind: 'argumentRefused' });
    },
  );
});

describe('a terminal', () => {
  it('is ssh alone, or a program there that gets a terminal of its own', () => {
    expect(commands.terminal('m1')).toEqual({ args: ['ssh', 'm1'], refused: undefined });
    expect(commands.terminal('m1', ['docker', 'exec', 'c 1']).args).toEqual([
      'ssh',
      'm1',
      '-t',
      'docker',
      'exec',
      `'c 1'`,
    ]);
  });

  it('is refused for a name that would be an option', () => {
    expect(commands.terminal('--help').refused).toMatchObject({ kind: 'argumentRefused' });
  });
});

describe('ssh', () => {
  it('hands words over so that the far shell gives them back as they were', () => {
    expect(commands.ssh('m1', ['ls', '-l', "it's", 'a b', '$HOME;', '']).args).toEqual([
      'ssh',
      'm1',
      'ls',
      "'-l'",
      `'it'\\''s'`,
      "'a b'",
      "'$HOME;'",
      "''",
    ]);
  });

  it('starts no shell without a program', () => {
    expect(commands.ssh('m1', []).refused).toMatchObject({ kind: 'argumentRefused', why: 'empty' });
  });
});

describe('answers', () => {
  it.each([
    ['docker-machine version 0.16.2, build HEAD\n', { program: 'docker-machine', version: '0.16.2', build: 'HEAD' }],
    [read('dm/version.stdout'), { program: 'docker-machine', version: 'dev', build: 'HEAD' }],
    [
      'rancher-machine version v0.15.0-rancher140, build HEAD\n',
      { program: 'rancher-machine', version: 'v0.15.0-rancher140', build: 'HEAD' },
    ],
  ])('of version: %j', (stdout, value) => {
    expect(commands.version.parse(stdout)).toEqual({ ok: true, value });
  });

  it('of another program are garbled', () => {
    expect(commands.version.parse('git version 2.39.2\n')).toMatchObject({ ok: false, error: { kind: 'toolGarbled' } });
    expect(commands.version.parse('')).toMatchObject({ ok: false, error: { kind: 'toolGarbled', argv: ['version'] } });
  });

  it("are read through rancher-machine's noise", () => {
    const noise = '(z) Closing plugin on server side\n';
    expect(commands.listNames.parse(`x\nz\n${noise}`)).toEqual({ ok: true, value: ['x', 'z'] });
    expect(commands.status('z').parse(`Running\n${noise}`)).toEqual({ ok: true, value: 'Running' });
    expect(commands.ip('z').parse(`10.0.0.1\n${noise}`)).toEqual({ ok: true, value: '10.0.0.1' });
  });

  it('of status are one of the known words', () => {
    expect(commands.status('m1').parse(read('dm/status.stdout'))).toEqual({ ok: true, value: 'Running' });
    expect(commands.status('m1').parse('Fine\n')).toMatchObject({ ok: false, error: { kind: 'toolGarbled' } });
  });

  it('of an empty store are an empty list', () => {
    expect(commands.listNames.parse('')).toEqual({ ok: true, value: [] });
    expect(commands.listNames.parse(read('dm/ls-q.stdout'))).toMatchObject({ ok: true });
  });

  it('that say a machine is gone already are as wanted', () => {
    expect(commands.remove('nosuch').otherwise?.(read('dm/rm-y-missing.stderr'))).toEqual({
      ok: true,
      value: undefined,
    });
    expect(commands.remove('nosuch').otherwise?.('Error removing host "nosuch": exit status 1')).toBeUndefined();
  });
});

describe('the options of a driver', () => {
  it.each(['dm', 'rancher'])('are read from the help of %s', (tool) => {
    const options = commands.driverOptions('generic').parse(read(`${tool}/create-generic-help.stdout`));
    if (!options.ok) throw new Error('unread');
    const find = (name: string) => options.value.find((each) => each.name === name);
    expect(find('generic-ip-address')).toEqual({
      name: 'generic-ip-address',
      takes: 'value',
      default: undefined,
      usage: 'IP Address of machine',
      variable: 'GENERIC_IP_ADDRESS',
    });
    expect(find('generic-ssh-port')).toMatchObject({ takes: 'value', default: '22' });
    expect(find('swarm')).toMatchObject({ takes: 'flag', default: undefined });
    expect(find('engine-opt')).toMatchObject({ takes: 'list' });
    expect(find('driver')).toMatchObject({ default: 'virtualbox' });
  });

  it('are a failure of their own for a driver that is not installed', () => {
    const said = read('dm/create-nodriver.stderr');
    expect(commands.driverOptions('nosuchdriver').otherwise?.(said)).toEqual({
      ok: false,
      error: { kind: 'driverUnknown', driver: 'nosuchdriver', said },
    });
    expect(commands.driverOptions('x').otherwise?.('panic')).toBeUndefined();
  });
});

it('no answer makes a command throw', () => {
  const all = [
    commands.version,
    commands.listNames,
    commands.status('m'),
    commands.ip('m'),
    commands.ssh('m', ['x']),
    commands.driverOptions('generic'),
    commands.remove('m'),
    commands.create(plain, undefined),
  ];
  const samples = ['dm/create-generic-help.stdout', 'dm/version.stdout', 'dm/ls-q.stdout'].map(read);
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(200), fc.string({ unit: 'binary' }))
    .map(
      ([text, at, count, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + count),
    );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated), (stdout) => {
      for (const each of all) {
        expect(each.parse(stdout)).toHaveProperty('ok');
        each.otherwise?.(stdout);
      }
    }),
  );
});
