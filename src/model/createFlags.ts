/** What `docker-machine create` is told, as flags: the doors run them, the plan shows them. */
import type { MachineToCreate, OptionValue } from './plan.ts';

/**
 * The flags between `create` and the machine's name, one word each, in the order the classic recipe writes them. `storeUrl`
 * is where the machine's store is; it is needed when `machine.store` is set.
 */
export function createFlags(machine: MachineToCreate, storeUrl: string | undefined): readonly string[] {
  const joins = machine.store && storeUrl;
  return [
    '-d',
    machine.driver,
    ...Object.entries(machine.options)
      .filter(([option]) => variableOf(machine, option) === undefined)
      .flatMap(([option, value]) => flags(option, value)),
    ...(joins ? swarmFlags(machine, joins) : []),
    ...(joins ? [`--engine-opt=cluster-store=${joins}`, `--engine-opt=cluster-advertise=${machine.advertise}`] : []),
    ...machine.registryMirrors.map((mirror) => `--engine-opt=registry-mirror=${mirror}`),
    ...machine.engineOptions.map((option) => `--engine-opt=${option}`),
    ...machine.insecureRegistries.map((registry) => `--engine-insecure-registry=${registry}`),
    ...Object.entries(machine.labels).map(([label, value]) => `--engine-label=${label}=${value}`),
    ...Object.entries(machine.environment).map(([variable, value]) => `--engine-env=${variable}=${value}`),
    ...(machine.installUrl === '' ? [] : [`--engine-install-url=${machine.installUrl}`]),
  ];
}

/** What goes to docker-machine by its environment: options that are secret, and that their driver reads from there too. */
export function createEnvironment(machine: MachineToCreate): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(machine.options).flatMap(([option, value]) => {
      const variable = variableOf(machine, option);
      return variable === undefined ? [] : [[variable, String(value)]];
    }),
  );
}

const variableOf = ({ variables = {} }: MachineToCreate, option: string): string | undefined =>
  Object.hasOwn(variables, option) ? variables[option] : undefined;

function swarmFlags({ swarm }: MachineToCreate, discovery: string): readonly string[] {
  if (!swarm) return [];
  return [
    '--swarm',
    ...(swarm.isMaster ? ['--swarm-master'] : []),
    `--swarm-discovery=${discovery}`,
    `--swarm-image=${swarm.image}`,
    // Only the manager places containers and takes options.
    ...(swarm.isMaster && swarm.strategy !== 'spread' ? [`--swarm-strategy=${swarm.strategy}`] : []),
    ...(swarm.isMaster ? swarm.options.map((option) => `--swarm-opt=${option}`) : []),
  ];
}

function flags(option: string, value: OptionValue): readonly string[] {
  if (typeof value === 'object') return value.map((each) => `--${option}=${each}`);
  // A bare flag is what docker-machine calls a boolean one; `--x=false` is how it is taken back.
  return [value === true ? `--${option}` : `--${option}=${value}`];
}
