// One manager and three workers in swarm mode: our `up`, verified ready, against the same steps from a shell, one after another.
import path from 'node:path';
import { openLab, run, type Lab } from '../lab/lab.ts';
import { swarmClusterFile } from '../lab/swarmCluster.ts';
import { bringUp, median, servicesFor, text, timed, type Row } from './measuring.ts';

export async function measureSwarmUp(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'lb', net: '10.96.0', hosts: 4, suite: 'trixie' });
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 0; pair < 3; pair++) {
      theirs.push(await timed(() => fromShell(lab)));
      await lab.wipe();
      const services = servicesFor(lab, await lab.newStore());
      try {
        ours.push(await timed(() => bringUp(services, swarmClusterFile(lab, { managers: [1], workers: [2, 3, 4] }))));
      } finally {
        services.dispose();
      }
      await lab.wipe();
      console.log(`swarm, pair ${String(pair + 1)}: ${text(ours.at(-1))} s against ${text(theirs.at(-1))} s`);
    }
    const ratio = median(ours.map((time, index) => time / (theirs[index] ?? NaN)));
    return [
      {
        what: `\`up\` of 1 manager and 3 workers in swarm mode (verified ready) against the same from a shell: ${text(median(ours))} s / ${text(median(theirs))} s`,
        measured: text(ratio),
        bound: '≤ 0.5',
        holds: ratio <= 0.5,
      },
    ];
  } finally {
    await lab.down();
  }
}

/** docker-machine create four times, docker swarm init, docker swarm join three times. */
async function fromShell(lab: Lab): Promise<void> {
  const environment = { ...lab.environment, MACHINE_STORAGE_PATH: await lab.newStore() };
  const address = (host: number): string => lab.hosts[host - 1]?.address ?? '';
  const name = (host: number): string => `m${String(host)}`;
  const docker = async (host: number, ...args: readonly string[]): Promise<string> => {
    const folder = path.join(environment.MACHINE_STORAGE_PATH, 'machines', name(host));
    const tls = [
      '--tlsverify',
      `--tlscacert=${folder}/ca.pem`,
      `--tlscert=${folder}/cert.pem`,
      `--tlskey=${folder}/key.pem`,
    ];
    const argv = [lab.tools.docker, ...tls, '-H', `tcp://${address(host)}:2376`, ...args];
    return (await run(argv, { environment })).stdout.trim();
  };
  for (const host of [1, 2, 3, 4]) {
    const generic = [
      '-d',
      'generic',
      `--generic-ip-address=${address(host)}`,
      `--generic-ssh-key=${lab.key}`,
      '--generic-ssh-user=root',
    ];
    const create = [
      lab.tools.dockerMachine,
      'create',
      ...generic,
      `--engine-opt=registry-mirror=${lab.registry}`,
      name(host),
    ];
    await run(create, { environment, deadline: 300_000 });
  }
  await docker(1, 'swarm', 'init', '--advertise-addr', 'eth1', '--data-path-addr', 'eth1');
  const token = await docker(1, 'swarm', 'join-token', '-q', 'worker');
  for (const host of [2, 3, 4])
    await docker(host, 'swarm', 'join', '--advertise-addr', 'eth1', '--token', token, `${address(1)}:2377`);
}
