// A secret option of a driver, from a cluster file to the machine: no other user of this computer sees it on the way.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/base/text.ts';
import { planRows } from '../../src/model/planRows.ts';
import { planUp, run, value } from '../lab/labServices.ts';
import { close, open, type World } from './shownWorld.ts';

const token = 'dop_v1_sesame-open';
const file = `
name: demo
orchestration: swarm-mode
driver: { name: digitalocean, options: { digitalocean-access-token: ${token}, digitalocean-region: fra1 } }
managers: [{ name: m1 }]
nodes: []
`;

let world: World;
beforeEach(async () => {
  world = await open('empty');
});
afterEach(() => close(world));

describe.skipIf(process.platform !== 'linux')('in the process list of Linux', () => {
  test('a secret is in no argument of docker-machine, and the machine gets it', async () => {
    const { services, simulated } = world;
    const plan = value(await planUp(services, file));
    expect(JSON.stringify(planRows(plan, english).map(({ flags, details }) => [flags, details]))).not.toContain(token);
    expect(planRows(plan, english).flatMap(({ details }) => details)).toContain(
      'DIGITALOCEAN_ACCESS_TOKEN in its environment',
    );
    const seen: string[] = [];
    const said: string[] = [];
    const looks: Promise<void>[] = [];
    const look = async (): Promise<void> => {
      seen.push(...(await processesOf(simulated.storagePath)));
    };
    const { summary } = await run(services, plan, (event) => {
      said.push(JSON.stringify(event));
      if (event.kind === 'stage') looks.push(look());
    });
    await Promise.all(looks);
    expect(summary.failed).toEqual([]);
    expect(seen.filter((line) => line.includes('digitalocean-region=fra1'))).not.toEqual([]);
    expect(seen.filter((line) => line.includes(token))).toEqual([]);
    expect(said.join('\n')).not.toContain(token);
    const record = await readFile(path.join(simulated.storagePath, 'machines/m1/config.json'), 'utf8');
    expect(JSON.parse(record)).toMatchObject({ Driver: { AccessToken: token, Region: 'fra1' } });
  });
});

/** What `ps` shows of all processes that work on the store. */
async function processesOf(storagePath: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const read = (name: string): Promise<string> => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '');
      const [argv, environment] = await Promise.all([read('cmdline'), read('environ')]);
      return environment.includes(`MACHINE_STORAGE_PATH=${storagePath}`) ? [argv.replaceAll('\0', ' ')] : [];
    }),
  );
  return found.flat();
}
