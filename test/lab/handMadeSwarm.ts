// Machines on the lab's hosts made by docker-machine, and a swarm of them made with docker's own commands.
import { run, type Lab, type LabHost, type Ran } from './lab.ts';

/** The machine of that name on a host, as a person makes it; a create that fails is the caller's to judge. */
export function createMachine(lab: Lab, name: string, host: LabHost, flags: readonly string[] = []): Promise<Ran> {
  return run(
    [
      lab.tools.dockerMachine,
      ...['create', '-d', 'generic', `--generic-ip-address=${host.address}`],
      ...[`--generic-ssh-key=${lab.key}`, '--generic-ssh-user=root'],
      ...[`--engine-opt=registry-mirror=${lab.registry}`, ...flags, name],
    ],
    { environment: lab.environment, deadline: 300_000, anyExit: true },
  );
}

/** One machine per host, in their order: the first alone, as it makes the certificate authority. */
export async function createMachines(lab: Lab, names: readonly string[]): Promise<void> {
  const made = async (name: string): Promise<void> => {
    const ran = await createMachine(lab, name, lab.hosts[names.indexOf(name)]!);
    if (ran.exitCode !== 0) throw new Error(`${name} was not made: ${ran.stderr}`);
  };
  const [first, ...others] = names;
  if (first !== undefined) await made(first);
  await Promise.all(others.map(made));
}

export async function initSwarm(lab: Lab): Promise<void> {
  await lab.enter(1, ['docker', 'swarm', 'init', '--advertise-addr', 'eth1']);
}

/** Lets a host join the swarm that host 1 is in. */
export async function joinSwarm(lab: Lab, host: LabHost, role: 'manager' | 'worker'): Promise<void> {
  const token = (await lab.enter(1, ['docker', 'swarm', 'join-token', '-q', role])).stdout.trim();
  const join = ['docker', 'swarm', 'join', '--advertise-addr', 'eth1', '--token', token];
  await lab.enter(host.number, [...join, `${lab.hosts[0]!.address}:2377`]);
}
