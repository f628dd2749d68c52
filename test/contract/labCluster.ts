// The article's cluster on the lab's real hosts, made by its own commands.
import { join } from 'node:path';
import { defaultImages } from '../../src/model/images.ts';
import { openLab, run } from '../lab/lab.ts';
import type { LabOptions } from '../lab/lab.ts';
import { doorsOn } from '../lab/labServices.ts';
import type { EngineWorld } from './engineWorld.ts';
import type { ObservedWorld } from './observe.ts';

/** What contract tests of any room may do to a cluster. */
export type LabCluster = ObservedWorld & EngineWorld;

const names = ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'];
const storeContainer = 'consul';

/** Where engines write what they pull, of which nothing is kept there. */
const pulls = '/var/lib/docker/tmp';

/** The engine ends with what it knows of the container `lost` and of its sandbox, and comes back without them. */
const loseContainer = `
  id=$(docker inspect -f '{{.Id}}' lost)
  systemctl kill -s KILL docker; systemctl stop docker.socket docker
  pkill -9 -f "$id"; sleep 0.2; umount "/var/lib/docker/containers/$id/mounts/shm"
  rm -rf "/var/lib/docker/containers/$id" /var/lib/docker/network/files
  systemctl start docker`;

/**
 * Boots a lab of four hosts and makes the article's cluster on it with docker-machine and docker: kvstore with consul,
 * swarm-manager, swarm-node1, swarm-node2.
 */
export async function openLabCluster(options: Pick<LabOptions, 'prefix' | 'net' | 'mgmt'>): Promise<LabCluster> {
  const lab = await openLab({ ...options, hosts: 4 });
  const hostOf = (machine: string): number => names.indexOf(machine) + 1;
  const registry = new URL(lab.registry).host;
  const addressOf = (machine: string): string => lab.hosts[hostOf(machine) - 1]!.address;
  const machineTool = async (...argv: string[]): Promise<string> =>
    (await run([lab.tools.dockerMachine, ...argv], { environment: lab.environment, deadline: 300_000 })).stdout;
  /** docker with the flags that `docker-machine config` prints. */
  const docker = async (config: readonly string[], ...argv: string[]): Promise<void> => {
    const flags = (await machineTool('config', ...config))
      .trim()
      .split(/\s+/)
      .map((flag) => flag.replaceAll('"', ''));
    await run([lab.tools.docker, ...flags, ...argv], { environment: lab.environment });
  };
  const inside = async (machine: string, ...argv: string[]): Promise<void> => {
    await lab.enter(hostOf(machine), argv);
  };
  const runContainer: ObservedWorld['runContainer'] = (name, network, machine) =>
    docker(
      ['--swarm', 'swarm-manager'],
      'run',
      '-d',
      '--name',
      name,
      '--net',
      network,
      '-e',
      `constraint:node==${machine}`,
      'busybox:1.36',
      'sleep',
      '1000',
    );
  const create = async (machine: string, ...flags: string[]): Promise<void> => {
    const generic = [
      `--generic-ip-address=${addressOf(machine)}`,
      `--generic-ssh-key=${lab.key}`,
      '--generic-ssh-user=root',
    ];
    const images = [`--engine-opt=registry-mirror=${lab.registry}`, `--engine-insecure-registry=${registry}`];
    await machineTool('create', '-d', 'generic', ...generic, ...images, ...flags, machine);
  };

  try {
    await create('kvstore');
    const consul = ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0'];
    const volume = ['-v', 'consul:/consul/data', '--restart', 'always'];
    await docker(
      ['kvstore'],
      'run',
      '-d',
      '-p',
      '8500:8500',
      ...volume,
      '--name',
      storeContainer,
      defaultImages.consul,
      ...consul,
    );
    const url = `consul://${addressOf('kvstore')}:8500`;
    const swarm = ['--swarm', `--swarm-image=${defaultImages.swarm}`, `--swarm-discovery=${url}`];
    const engine = [`--engine-opt=cluster-store=${url}`, '--engine-opt=cluster-advertise=eth1:2376'];
    await Promise.all([
      create('swarm-manager', ...swarm, '--swarm-master', ...engine),
      create('swarm-node1', ...swarm, ...engine),
      create('swarm-node2', ...swarm, ...engine),
    ]);
  } catch (error) {
    await lab.down();
    throw error;
  }

  const doors = doorsOn(lab);
  return {
    doors,
    storeContainer,
    freeze: (machine) => lab.freeze(hostOf(machine)),
    thaw: (machine) => lab.thaw(hostOf(machine)),
    stopEngine: (machine) => inside(machine, 'systemctl', 'stop', 'docker'),
    startEngine: (machine) => inside(machine, 'systemctl', 'start', 'docker'),
    pullCable: (machine) => lab.link(hostOf(machine), 'down'),
    plugCable: (machine) => lab.link(hostOf(machine), 'up'),
    fillDisk: (machine) => inside(machine, 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', pulls),
    emptyDisk: (machine) => inside(machine, 'umount', pulls),
    // By its registry's name: what a mirror fails with is not told, but how Docker Hub, which is tried next, cannot be reached.
    newImage: `${registry}/${defaultImages.consul}`,
    killContainer: (machine, container) => docker([machine], 'kill', container),
    startContainer: (machine, container) => docker([machine], 'start', container),
    createNetwork: (name) => docker(['--swarm', 'swarm-manager'], 'network', 'create', '-d', 'overlay', name),
    removeNetwork: (name) => docker(['--swarm', 'swarm-manager'], 'network', 'rm', name),
    removeNetworkAt: (machine, name) => docker([machine], 'network', 'rm', name),
    runContainer,
    removeContainer: (machine, name) => docker([machine], 'rm', '-f', name),
    leaveGhost: async (machine, network) => {
      await runContainer('lost', network, machine);
      await inside(machine, 'sh', '-c', loseContainer);
      return 'lost';
    },
    disconnect: (machine, network, container) => docker([machine], 'network', 'disconnect', '-f', network, container),
    addressOf,
    certificates: join(lab.storagePath, 'certs'),
    regenerateCertificates: async (machine) => {
      await machineTool('regenerate-certs', '-f', machine);
    },
    joinSwarm: (machine, url) =>
      docker([machine], 'run', '-d', defaultImages.swarm, 'join', `--advertise=${addressOf(machine)}:2376`, url),
    close: async () => {
      doors.dispose();
      await lab.down();
    },
  };
}
