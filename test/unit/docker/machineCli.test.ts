// docker-machine as a process: what it is given, what its answers and its ends mean, and what a create that fails tells.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import { create, status, version } from '../../../src/docker/machineCommands.ts';
import { machine } from '../cluster/steps.ts';
import { say, standInTool } from './standInTool.ts';

const record = (path: string): Promise<string> => readFile(join(import.meta.dirname, '../../records', path), 'utf8');

const at = standInTool();
const plain = machine('m1', 'none');

describe('a program that', () => {
  it('answers gives its answer', async () => {
    await at.script('echo "docker-machine version 0.16.2, build HEAD"');
    expect(await at.tool.run(version)).toMatchObject({ ok: true, value: { version: '0.16.2' } });
  });

  it('writes to stderr and ends well is no failure', async () => {
    await at.script('echo careful >&2; echo fine');
    expect(await at.tool.run(say())).toEqual({ ok: true, value: 'fine\n' });
  });

  it('prints garbage', async () => {
    await at.script('head -c 3000 /dev/urandom');
    const outcome = await at.tool.run(version);
    expect(outcome).toMatchObject({ error: { kind: 'toolGarbled', argv: ['version'] } });
    expect(JSON.stringify(outcome)).not.toMatch(/\\u00[01]|[\u0000-\u001f]/);
  });

  it('says nothing', async () => {
    await at.script('exit 0');
    expect(await at.tool.run(version)).toMatchObject({ error: { kind: 'toolGarbled', said: '' } });
  });

  it('ends by a signal', async () => {
    await at.script('echo "fatal: broken" >&2; kill -SEGV $$');
    expect(await at.tool.run(status('m1'))).toEqual({
      ok: false,
      error: { kind: 'toolSignalled', argv: ['status', 'm1'], signal: 'SIGSEGV', said: 'fatal: broken' },
    });
  });

  it('fails says why in its own words', async () => {
    await writeFile(join(at.home, 'err'), await record('dm/create-bad-advertise.stderr'));
    await at.script(`cat ${at.home}/err >&2; exit 1`);
    const outcome = await at.tool.run(say(['provision', 'm1']));
    expect(outcome).toMatchObject({ error: { kind: 'toolFailed', argv: ['provision', 'm1'], exitCode: 1 } });
    expect(outcome).toHaveProperty('error.said', (await record('dm/create-bad-advertise.stderr')).trimEnd());
  });

  it('fails with a page of help says only what was wrong', async () => {
    for (const name of ['stdout', 'stderr'])
      await writeFile(join(at.home, name), await record(`dm/create-badflag.${name}`));
    await at.script(`cat ${at.home}/stdout; cat ${at.home}/stderr >&2; exit 1`);
    expect(await at.tool.run(say())).toMatchObject({
      error: { kind: 'toolFailed', said: 'flag provided but not defined: -nosuchflag' },
    });
    await at.script(`cat ${at.home}/stdout; exit 1`);
    expect(await at.tool.run(say())).toMatchObject({ error: { said: '' } });
  });

  it('fails in colour and at length says the end of it, plainly', async () => {
    await at.script('for i in $(seq 1 500); do printf "\\033[31mline %d\\033[0m\\n" $i; done >&2; exit 1');
    const outcome = await at.tool.run(say());
    expect(outcome).toHaveProperty(
      'error.said',
      Array.from({ length: 20 }, (_, index) => `line ${481 + index}`).join('\n'),
    );
  });

  it('fails in words that mean something else is no failure', async () => {
    await at.script('echo "$1 is gone" >&2; exit 1');
    const forgiving = { ...say(['m1']), otherwise: (said: string) => (said === 'm1 is gone' ? ok('gone') : undefined) };
    expect(await at.tool.run(forgiving)).toEqual({ ok: true, value: 'gone' });
    expect(await at.tool.run({ ...forgiving, args: ['m2'] })).toMatchObject({ error: { kind: 'toolFailed' } });
  });

  it('panics as Go programs do is a program that failed', async () => {
    await at.script('echo "panic: runtime error: unexpected" >&2; exit 2');
    expect(await at.tool.run(say())).toMatchObject({ error: { kind: 'toolFailed', exitCode: 2 } });
  });
});

describe('what the program is given', () => {
  it('is every argument as it is, and no shell in between', async () => {
    await at.script('for each in "$@"; do echo "[$each]"; done');
    expect(await at.tool.run(say(['a b', '$(touch x)', ';', '', "it's", '*']))).toEqual({
      ok: true,
      value: "[a b]\n[$(touch x)]\n[;]\n[]\n[it's]\n[*]\n",
    });
  });

  it('is the store and what the settings add, and not the engine that a shell was pointed at', async () => {
    await at.script('env; cat');
    Object.assign(process.env, {
      DOCKER_HOST: 'tcp://elsewhere:2376',
      DOCKER_TLS_VERIFY: '1',
      MACHINE_PLUGIN_TOKEN: '42',
      MACHINE_DEBUG: '1',
      MACHINE_STORAGE_PATH: '/elsewhere',
      HTTPS_PROXY: 'http://proxy:3128',
    });
    const outcome = await at.cli({ environment: () => Promise.resolve({ AWS_REGION: 'eu' }) }).run(say());
    const lines = outcome.ok ? outcome.value.split('\n') : [];
    expect(lines).toEqual(
      expect.arrayContaining([
        `MACHINE_STORAGE_PATH=${join(at.home, 'store')}`,
        'AWS_REGION=eu',
        'HTTPS_PROXY=http://proxy:3128',
        'MACHINE_BUGSNAG_API_TOKEN=no-report',
      ]),
    );
    expect(
      lines.filter((line) => /^(DOCKER_(HOST|TLS_VERIFY)|MACHINE_PLUGIN_TOKEN|MACHINE_DEBUG)=/.test(line)),
    ).toEqual([]);
  });

  it('is nothing when a name must not leave', async () => {
    await at.script(`touch ${at.home}/ran`);
    expect(await at.tool.run(status('--help'))).toMatchObject({
      error: { kind: 'argumentRefused', argument: '--help' },
    });
    await expect(readFile(join(at.home, 'ran'))).rejects.toThrow();
  });

  it('is nothing when its environment cannot be had', async () => {
    const secretMissing = { kind: 'secretMissing', name: 'AWS' } as const;
    const refusing = at.cli({ environment: () => Promise.reject(new Error('no', { cause: secretMissing })) });
    expect(await refusing.run(version)).toEqual({ ok: false, error: secretMissing });
  });
});

describe('a create that fails', () => {
  const saves = (): string => `mkdir -p ${at.home}/store/machines/m1`;

  it('says at which stage, and what it left', async () => {
    await writeFile(join(at.home, 'out'), await record('dm/create-bad-sshkey.stdout'));
    await at.script(`${saves()}; cat ${at.home}/out; echo "Error creating machine: no way" >&2; exit 1`);
    const stages: unknown[] = [];
    const outcome = await at.tool.run(create(plain, undefined), { onLine: ({ stage }) => stage && stages.push(stage) });
    expect(outcome).toEqual({
      ok: false,
      error: {
        kind: 'createFailed',
        machine: 'm1',
        stage: 'waitingForSsh',
        leftover: true,
        cause: {
          kind: 'toolFailed',
          argv: ['create', '-d', 'none', 'm1'],
          exitCode: 1,
          said: 'Error creating machine: no way',
        },
      },
    });
    expect([...new Set(stages)]).toEqual([
      'certificateAuthority',
      'preCreate',
      'creating',
      'waitingForMachine',
      'waitingForSsh',
    ]);
  });

  it('knows its stage though nobody listens, and leaves nothing where it saved nothing', async () => {
    await at.script('echo "Running pre-create checks..."; echo "Error with pre-create check" >&2; exit 3');
    expect(await at.tool.run(create(plain, undefined))).toMatchObject({
      error: { kind: 'createFailed', stage: 'preCreate', leftover: false, cause: { exitCode: 3 } },
    });
  });

  it('does not call a machine that was there before its leftover', async () => {
    await mkdir(join(at.home, 'store/machines/m1'), { recursive: true });
    await at.script('echo "Docker machine \\"m1\\" already exists" >&2; exit 1');
    expect(await at.tool.run(create(plain, undefined))).toMatchObject({
      error: { kind: 'createFailed', stage: undefined, leftover: false },
    });
  });

  it('because it was cancelled tells both', async () => {
    await at.script(`${saves()}; echo "Creating machine..."; touch ${at.home}/begun; sleep 60`);
    const abort = new AbortController();
    const running = at.tool.run(create(plain, undefined), {
      signal: abort.signal,
      onLine: () => {
        abort.abort();
      },
    });
    expect(await running).toMatchObject({
      error: {
        kind: 'createFailed',
        stage: 'creating',
        leftover: true,
        cause: { kind: 'cancelled', what: 'docker-machine create -d none m1' },
      },
    });
  });

  it('because there is no program is about the program', async () => {
    expect(await at.tool.run(create(plain, undefined))).toMatchObject({ error: { kind: 'toolMissing' } });
  });
});

describe('the log', () => {
  it('tells each call, how long it took and how it ended', async () => {
    await at.script('echo no >&2; exit 4');
    await at.tool.run(status('m1'));
    expect(at.logged[0]).toBe('docker-machine status m1: began');
    expect(at.logged[1]).toMatch(/^docker-machine status m1: 4 after \d+ ms$/);
    expect(at.logged[2]).toBe('docker-machine status m1: no');
  });

  it('is not needed', async () => {
    await at.script('echo Running');
    expect(await at.cli({ log: silentLog }).run(status('m1'))).toEqual({ ok: true, value: 'Running' });
  });
});

describe('what a command adds to the environment', () => {
  it('reaches the program, over what the user adds, and is said and logged by nothing', async () => {
    const secret = {
      ...machine('m1', 'digitalocean'),
      options: { 'digitalocean-access-token': 'sesame-open' },
      variables: { 'digitalocean-access-token': 'DIGITALOCEAN_ACCESS_TOKEN' },
    };
    await at.script(
      `printf %s "$DIGITALOCEAN_ACCESS_TOKEN" > ${at.home}/got; echo "$*" > ${at.home}/argv; echo "bad token $DIGITALOCEAN_ACCESS_TOKEN" >&2; exit 1`,
    );
    const lines: string[] = [];
    const cli = at.cli({ environment: () => Promise.resolve({ DIGITALOCEAN_ACCESS_TOKEN: 'another-one' }) });
    const outcome = await cli.run(create(secret, undefined), { onLine: ({ text }) => lines.push(text) });
    cli.dispose();
    expect(await readFile(join(at.home, 'got'), 'utf8')).toBe('sesame-open');
    expect(await readFile(join(at.home, 'argv'), 'utf8')).not.toContain('sesame');
    expect(JSON.stringify([outcome, lines, at.logged])).not.toContain('sesame');
    expect(lines).toEqual(['bad token •••']);
  });
});
