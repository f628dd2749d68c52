// The article's four machines: our `up`, against its own commands from a shell, one after another.
import path from 'node:path';
import { defaultImages } from '../../src/model/images.ts';
import { genericClusterFile } from '../lab/genericCluster.ts';
import { openLab, run, type Lab } from '../lab/lab.ts';
import { bringUp, median, servicesFor, text, timed, type Row } from './measuring.ts';

/** The four machines of the article: our `up`, verified, against its serial commands through the same docker-machine. */
export async function measureUp(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'lb', net: '10.96.0', hosts: 4 });
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 0; pair < 3; pair++) {
      // In turn, so that a machine that grows slower or faster hits both alike.
      theirs.push(await timed(() => articleSerial(lab)));
      await lab.wipe();
      const services = servicesFor(lab, await lab.newStore());
      try {
        ours.push(await timed(() => bringUp(services, genericClusterFile(lab))));
      } finally {
        services.dispose();
      }
      await lab.wipe();
      console.log(`up, pair ${String(pair + 1)}: ${text(ours.at(-1))} s against ${text(theirs.at(-1))} s`);
    }
    const ratio = median(ours.map((time, index) => time / (theirs[index] ?? NaN)));
    return [
      {
        what: `\`up\` of four machines (verified healthy) against the article's serial commands: ${text(median(ours))} s / ${text(median(theirs))} s`,
        measured: text(ratio),
        bound: '≤ 0.56',
        holds: ratio <= 0.56,
      },
    ];
  } finally {
    await lab.down();
  }
}

/** The article's four creates one after another, and its store, through the same docker-machine. */
async function articleSerial(lab: Lab): Promise<void> {
  const environment = { ...lab.environment, MACHINE_STORAGE_PATH: await lab.newStore() };
  const store = `consul://${lab.hosts[0]?.address ?? ''}:8500`;
  const machine = (...args: string[]): Promise<unknown> =>
    run([lab.tools.dockerMachine, ...args], { environment, deadline: 300_000 });
  const mirror = `--engine-opt=registry-mirror=${lab.registry}`;
  const generic = (host: number): string[] => [
    '-d',
    'generic',
    `--generic-ip-address=${lab.hosts[host - 1]?.address ?? ''}`,
    `--generic-ssh-key=${lab.key}`,
    '--generic-ssh-user=root',
  ];
  const cluster = [
    `--swarm-discovery=${store}`,
    `--swarm-image=${defaultImages.swarm}`,
    `--engine-opt=cluster-store=${store}`,
    '--engine-opt=cluster-advertise=eth1:2376',
    mirror,
  ];
  await machine('create', ...generic(1), mirror, 'kvstore');
  const folder = path.join(environment.MACHINE_STORAGE_PATH, 'machines', 'kvstore');
  const tls = [
    '--tlsverify',
    `--tlscacert=${folder}/ca.pem`,
    `--tlscert=${folder}/cert.pem`,
    `--tlskey=${folder}/key.pem`,
    '-H',
    `tcp://${lab.hosts[0]?.address ?? ''}:2376`,
  ];
  await run(
    [
      lab.tools.docker,
      ...tls,
      'run',
      '-d',
      '-p',
      '8500:8500',
      defaultImages.consul,
      'agent',
      '-server',
      '-bootstrap-expect=1',
      '-client=0.0.0.0',
    ],
    { environment },
  );
  await machine('create', ...generic(2), '--swarm', '--swarm-master', ...cluster, 'swarm-manager');
  await machine('create', ...generic(3), '--swarm', ...cluster, 'swarm-node1');
  await machine('create', ...generic(4), '--swarm', ...cluster, 'swarm-node2');
}
