/** Flags of `docker-machine create`, for the command and for the plan's preview. */
import type { MachineToCreate, OptionValue } from './plan.ts';

/**
 * The flags between `create` and the machine's name, one word each, in the order of the classic recipe. `storeUrl` is the URL of the
 * machine's key-value store, required if `machine.store` is set.
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

/** Environment of docker-machine: secret options that their driver also reads from variables. */
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
    // Only the manager schedules containers and takes options.
    ...(swarm.isMaster && swarm.strategy !== 'spread' ? [`--swarm-strategy=${swarm.strategy}`] : []),
    ...(swarm.isMaster ? swarm.options.map((option) => `--swarm-opt=${option}`) : []),
  ];
}

function flags(option: string, value: OptionValue): readonly string[] {
  if (typeof value === 'object') return value.map((each) => `--${option}=${each}`);
  // docker-machine's boolean options are bare flags; `--x=false` resets one.
  return [value === true ? `--${option}` : `--${option}=${value}`];
}
