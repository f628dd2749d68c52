import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStage, isPluginNoise } from '../../../src/docker/createProgress.ts';
import { createStages, type CreateStage } from '../../../src/model/failure.ts';

const records = join(import.meta.dirname, '../../records');
const read = (path: string): string => readFileSync(join(records, path), 'utf8');
const stages = (text: string): CreateStage[] => text.split('\n').flatMap((line) => createStage(line) ?? []);

describe('the stages of a create', () => {
  it('are told apart for a swarm manager on a generic host', () => {
    expect([...new Set(stages(read('recipe-serial/create-swarm-manager.stdout')))]).toEqual(createStages.slice(1));
  });

  it('begin with the certificate authority on a new store', () => {
    expect(stages(read('recipe-serial/create-kvstore.stdout'))[0]).toBe('certificateAuthority');
  });

  it.each([
    ['dm/create-ssh-refused.stdout', 'waitingForMachine'],
    ['dm/create-bad-sshkey.stdout', 'waitingForSsh'],
    ['dm/create-bad-advertise.stdout', 'engine'],
    ['dm/create-no-mirror.stdout', 'swarm'],
    ['dm/create-nodriverflag.stdout', 'preCreate'],
    ['fail-socket-activation/create-kvstore.stdout', 'engine'],
    ['engine26/create-classic.stdout', 'engine'],
    ['dm/create-badflag.stdout', undefined],
  ])('end where it failed: %s in %s', (path, stage) => {
    expect(stages(read(path)).at(-1)).toBe(stage);
  });

  it('never go backwards in any recorded create', () => {
    const files = readdirSync(records, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(^|\/)create-[^/]*\.stdout$/.test(path),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const places = stages(read(file)).map((stage) => createStages.indexOf(stage));
      expect(places, file).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it("are not begun by a driver's own lines", () => {
    const lines = read('virtualbox/1-cluster-serial/cluster-up.stdout')
      .split('\n')
      .filter((line) => line.startsWith('('));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.flatMap((line) => createStage(line) ?? [])).toEqual([]);
    expect(createStage('(m1) Creating machine...')).toBeUndefined();
  });

  it("know rancher-machine's words", () => {
    expect(createStage('to see how to connect your Docker Client to the Docker Engine running on this')).toBe('done');
    expect(createStage('Installing Docker from: https://get.docker.com')).toBe('provisioning');
    expect(createStage('Custom install script was sent via userdata, provisioning complete...')).toBe('provisioning');
    expect(isPluginNoise('(temp-driver-loader) Closing plugin on server side')).toBe(true);
    expect(isPluginNoise('Running')).toBe(false);
  });

  it('are seen through colours and carriage returns', () => {
    expect(createStage('\u001b[32mConfiguring swarm...\u001b[0m\r')).toBe('swarm');
  });

  it('throw for no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        createStage(text);
        isPluginNoise(text);
      }),
    );
  });
});
