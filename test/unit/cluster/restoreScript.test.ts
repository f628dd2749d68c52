// The script for a host whose engine does not answer, run by a real shell: programs of the host are stand-ins that write down their calls.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreScript } from '../../../src/cluster/restoreScript.ts';
import type { ContainerToTakeOff, EngineMark } from '../../../src/model/plan.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restore-'));
  await program('sudo', 'exec "$@"');
  await program('timeout', 'shift; exec "$@"');
  await program('systemctl', 'exit 0');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function program(name: string, body: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

/** What `docker inspect` tells of containers, by name; gives the arguments of each `docker rm`. */
async function removed(
  containers: readonly ContainerToTakeOff[],
  told: Readonly<Record<string, string>>,
  { was, is = {} }: { readonly was?: EngineMark; readonly is?: Partial<EngineMark> } = {},
): Promise<readonly string[]> {
  const cases = Object.entries(told).map(([name, line]) => `${name}) echo '${line}'; exit 0;;`);
  await program(
    'docker',
    `case "$1" in info) case "$3" in *NodeID*) echo '${is.node ?? ''}';; *) echo '${is.engine ?? ''}';; esac; exit 0;; rm) shift; echo "$*" >> ${folder}/removed;; inspect) for name; do :; done; case "$name" in ${cases.join(' ')} esac; exit 1;; esac`,
  );
  await promisify(execFile)('sh', ['-c', restoreScript({ containers, leavesSwarm: true, was })], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
  const lines = await readFile(join(folder, 'removed'), 'utf8').catch(() => '');
  return lines.split('\n').filter(Boolean);
}

test('a container that was seen goes by its ID, whatever has its name now', async () => {
  expect(await removed([{ name: 'swarm-agent', id: 'abc' }], { 'swarm-agent': 'other swarm:1.2.9 []' })).toEqual([
    '-f abc',
  ]);
});

test.each([
  ['swarm-agent', 'abc swarm:1.2.9 []', true],
  ['swarm-agent', 'abc swarm []', true],
  ['swarm-agent', 'abc registry.example:5000/docker/swarm@sha256:0f []', true],
  ['swarm-agent', 'abc mine/agent:2 []', true],
  ['swarm-agent', 'abc nginx:1 []', false],
  ['swarm-agent', 'abc swarmpit/swarmpit:1 []', false],
  ['dockeroverlay-consul', 'abc hashicorp/consul:1.20 [consul]', true],
  ['dockeroverlay-consul', 'abc hashicorp/consul:1.20 []', false],
  ['dockeroverlay-consul', 'abc hashicorp/consul:1.20 [<no value>]', false],
])('one that was never seen goes where it makes a cluster: %s is %s', async (name, line, goes) => {
  expect(await removed([{ name, image: 'mine/agent:2' }], { [name]: line })).toEqual(goes ? ['-f abc'] : []);
});

test('nothing goes where there is none of the name', async () => {
  expect(await removed([{ name: 'swarm-agent' }, { name: 'dockeroverlay-etcd' }], {})).toEqual([]);
});

test('a name from a record is no part of the script', async () => {
  expect(await removed([{ name: 'swarm-agent', image: "x'; docker rm -f all; echo '" }], {})).toEqual([]);
});

describe('an engine that was known', () => {
  const was: EngineMark = { engine: 'E1', node: 'n1' };
  const own = [{ name: 'swarm-agent', id: 'abc' }];

  test.each<Partial<EngineMark>>([was, {}, { engine: 'E1' }, { node: 'n1' }])(
    'and is still %j loses them',
    async (is) => {
      expect(await removed(own, {}, { was, is })).toEqual(['-f abc']);
    },
  );

  test.each<Partial<EngineMark>>([{ engine: 'E2' }, { engine: 'E1', node: 'n2' }])(
    'and is %j keeps all',
    async (is) => {
      await expect(removed(own, {}, { was, is })).rejects.toThrow(/was .*1 and is .*2/);
      await expect(readFile(join(folder, 'removed'))).rejects.toThrow('ENOENT');
    },
  );
});
