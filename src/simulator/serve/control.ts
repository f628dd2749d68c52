/** `simulator fault`, `mend`, `host`, `speed`, `show`: what is done to a served world from outside. */
import { makeCertificate } from '../machine/certificates.ts';
import { stopEngine, startEngine } from '../world/engineLife.ts';
import { FaultRefused, faults } from '../world/faults.ts';
import { addHost } from '../world/hosts.ts';
import type { Host } from '../world/nouns.ts';
import { managersOf } from '../world/swarmMembership.ts';
import type { WallTime } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { parseStages } from './stages.ts';

/** @returns what it has to say @throws FaultRefused, Refusal */
export function control(world: World, time: WallTime, words: readonly string[]): string {
  const [verb = 'help', name = '', ...rest] = words;
  switch (verb) {
    case 'fault':
    case 'mend':
      return strike(world, verb, name, rest);
    case 'host': {
      const [version] = rest;
      const host = addHost(world, { hostname: name || 'host', ...(version === undefined ? {} : { version }) });
      return `${JSON.stringify({ hostname: host.hostname, address: host.address, sshPort: host.ports.ssh })}\n`;
    }
    case 'speed': {
      const speed = Number(name);
      if (!(speed > 0)) throw new FaultRefused(`no speed: ${name}`);
      time.speed = speed;
      return '';
    }
    case 'engine-version':
      world.state.engineVersion = name;
      world.changed();
      return '';
    case 'show':
      return `${JSON.stringify(shown(world), undefined, 2)}\n`;
    default:
      return help();
  }
}

function strike(world: World, verb: 'fault' | 'mend', name: string, words: readonly string[]): string {
  const special = specialFaults[name];
  if (special) {
    special(world, verb, words);
    return '';
  }
  const fault = faults[name];
  if (!fault)
    throw new FaultRefused(
      `no fault ${name}; there are ${[...Object.keys(faults), ...Object.keys(specialFaults)].join(', ')}`,
    );
  const [machine = '', ...rest] = words;
  fault[verb === 'fault' ? 'strike' : 'mend']({ world, host: hostNamed(world, machine), words: rest });
  return '';
}

function hostNamed(world: World, name: string): Host {
  const host = world.state.hosts.find(({ hostname }) => hostname === name);
  if (!host) throw new FaultRefused(`no machine ${name}`);
  return host;
}

type Special = (world: World, verb: 'fault' | 'mend', words: readonly string[]) => void;

/** Those that are more than one host's, or need more than the world. */
const specialFaults: Readonly<Record<string, Special>> = {
  'create-fails': (world, verb, [machine = '', at = '', ...says]) => {
    keepOthers(world, machine);
    if (verb === 'mend') return;
    const text = says.join(' ') || 'the simulator was asked to let this fail';
    world.state.createFaults.push({ machine, at: parseStages(at), says: text, seconds: 0 });
    world.changed();
  },
  'create-slow': (world, verb, [machine = '', at = '', seconds = '60']) => {
    keepOthers(world, machine);
    if (verb === 'mend') return;
    world.state.createFaults.push({ machine, at: parseStages(at), says: undefined, seconds: Number(seconds) });
    world.changed();
  },
  'expire-certificate': (world, verb, [machine = '', authorityKey = '']) => {
    expire(world, hostNamed(world, machine), authorityKey, verb === 'fault');
  },
  'quorum-loss': (world, verb, [machine = '']) => {
    const host = hostNamed(world, machine);
    const swarm = world.swarm(host.engine.swarm?.swarmId ?? '');
    if (!swarm) throw new FaultRefused(`${machine} is in no swarm`);
    const managers = managersOf(swarm).flatMap(({ hostId }) => world.host(hostId) ?? []);
    // The named one stays; of the others so many go that less than a majority is left.
    const others = managers.filter((each) => each !== host);
    const toStop = others.slice(0, managers.length - Math.floor(managers.length / 2));
    for (const each of toStop) {
      if (verb === 'fault') stopEngine(world, each);
      else startEngine(world, each);
    }
  },
};

function keepOthers(world: World, machine: string): void {
  world.state.createFaults = world.state.createFaults.filter((each) => each.machine !== machine);
  world.changed();
}

const day = 86_400_000;

/** Gives the engine a certificate of the same authority that has expired, or one that holds. */
function expire(world: World, host: Host, authorityKey: string, isExpired: boolean): void {
  const { certificate } = host.engine;
  if (!certificate) throw new FaultRefused(`${host.hostname} has no certificate`);
  const now = world.time.now();
  const fresh = makeCertificate({
    organisation: host.hostname,
    authority: { certificate: certificate.authority, key: authorityKey },
    servers: ['localhost', host.address],
    from: new Date(now - (isExpired ? 400 : 1) * day),
    to: new Date(now + (isExpired ? -30 : 400) * day),
  });
  host.engine.certificate = { authority: certificate.authority, ...fresh };
  // The listener keeps what it has; an engine that starts again shows the new one.
  stopEngine(world, host);
  startEngine(world, host);
}

function shown(world: World): unknown {
  return world.state.hosts.map((host) => ({
    hostname: host.hostname,
    address: host.address,
    power: host.power,
    cable: host.cable,
    engine: `${host.engine.version} ${host.engine.state}`,
    containers: host.engine.containers.map(({ name, state }) => `${name} ${state}`),
  }));
}

function help(): string {
  const lines = Object.entries(faults).map(([name, { takes, tells }]) => `  ${`${name} ${takes}`.padEnd(34)}${tells}`);
  return [
    'simulator fault|mend NAME …',
    ...lines,
    '  create-fails MACHINE STAGE WORDS  docker-machine create ends at that stage, saying so',
    '  create-slow MACHINE STAGE SECONDS that stage takes so much longer',
    '  expire-certificate MACHINE        the engine shows a certificate that has expired',
    '  quorum-loss MACHINE               too few of the other managers of its swarm are left',
    'simulator host NAME [VERSION]       one more computer for the generic driver',
    'simulator speed FACTOR              how many times as fast as the real tools',
    'simulator show                      the world in a few lines',
    '',
  ].join('\n');
}
