// The tool's file: missing, not to be run, no program at all, and where it is looked for.
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../../src/docker/machineCommands.ts';
import { say, standInTool } from './standInTool.ts';

const at = standInTool();

describe('a program that', () => {
  it('is missing', async () => {
    expect(await at.tool.run(version)).toEqual({ ok: false, error: { kind: 'toolMissing', path: at.program() } });
    expect(await at.cli({ path: () => 'no-such-docker-machine' }).run(version)).toEqual({
      ok: false,
      error: { kind: 'toolMissing', path: 'no-such-docker-machine' },
    });
    expect(await at.cli({ path: () => '' }).run(version)).toMatchObject({ error: { kind: 'toolMissing' } });
  });

  it('may not be run', async () => {
    await at.script('echo hello');
    await chmod(at.program(), 0o644);
    expect(await at.tool.run(version)).toMatchObject({ error: { kind: 'toolNotExecutable', path: at.program() } });
  });

  it('is a folder', async () => {
    await mkdir(at.program());
    expect(await at.tool.run(version)).toMatchObject({
      error: { kind: 'toolNotExecutable', path: at.program(), said: 'Is a directory' },
    });
  });

  it.each([
    [
      'for another computer',
      Buffer.from('\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xff\x7f(((', 'latin1'),
    ],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49])],
  ])('is %s', async (_, bytes) => {
    await writeFile(at.program(), bytes, { mode: 0o755 });
    expect(await at.tool.run(version)).toMatchObject({ error: { kind: 'toolNotExecutable', path: at.program() } });
  });

  it('names an interpreter that is not there', async () => {
    await at.script('', '#!/no/such/interpreter\n');
    expect(await at.tool.run(version)).toMatchObject({ error: { kind: 'toolNotExecutable', path: at.program() } });
  });
});

describe('where the program is', () => {
  it('on PATH, also on the one that the settings add', async () => {
    await at.script('echo found');
    const added = { PATH: `${at.home}:${process.env['PATH'] ?? ''}` };
    const named = at.cli({ path: () => 'docker-machine', environment: () => Promise.resolve(added) });
    expect(await named.run(say())).toEqual({ ok: true, value: 'found\n' });
  });

  it('on PATH behind one of the same name that may not be run', async () => {
    await at.script('echo found');
    await mkdir(join(at.home, 'first/docker-machine'), { recursive: true });
    const path = (folders: string) =>
      at.cli({ path: () => 'docker-machine', environment: () => Promise.resolve({ PATH: folders }) });
    expect(await path(`${at.home}/first:${at.home}`).run(say())).toEqual({ ok: true, value: 'found\n' });
    expect(await path(`${at.home}/first`).run(say())).toMatchObject({ error: { kind: 'toolNotExecutable' } });
  });

  it('in the home folder, or relative to it', async () => {
    await at.script('echo found');
    const way = relative(homedir(), at.program());
    for (const path of [`~/${way}`, way, ` ${at.program()} `])
      expect(await at.cli({ path: () => path }).run(say())).toEqual({ ok: true, value: 'found\n' });
  });
});

describe.skipIf(process.platform === 'win32')('a program that a driver runs', () => {
  const looking = (environment: Readonly<Record<string, string>>) =>
    at.cli({ environment: () => Promise.resolve(environment) });

  it('is looked for on the PATH that docker-machine gets', async () => {
    await symlink('/bin/sh', at.program());
    expect(await looking({ PATH: at.home }).findsProgram('VBoxManage')).toBe(false);
    await writeFile(join(at.home, 'VBoxManage'), '#!/bin/sh\n', { mode: 0o644 });
    expect(await looking({ PATH: at.home }).findsProgram('VBoxManage')).toBe(false);
    await chmod(join(at.home, 'VBoxManage'), 0o755);
    expect(await looking({ PATH: at.home }).findsProgram('VBoxManage')).toBe(true);
    expect(await looking({ PATH: join(at.home, 'other') }).findsProgram('VBoxManage')).toBe(false);
  });

  it('is not called missing where docker-machine is a script, is itself missing, or a secret was not given', async () => {
    await at.script('PATH=/opt/vbox:$PATH exec docker-machine.real "$@"');
    expect(await looking({ PATH: at.home }).findsProgram('VBoxManage')).toBeUndefined();
    await rm(at.program());
    expect(await looking({ PATH: at.home }).findsProgram('VBoxManage')).toBeUndefined();
    await symlink('/bin/sh', at.program());
    const cause = { kind: 'cancelled', what: 'secret' } as const;
    const cli = at.cli({ environment: () => Promise.reject(new Error('not given', { cause })) });
    expect(await cli.findsProgram('VBoxManage')).toBeUndefined();
  });
});
