/** `simulator fault`, `mend`, `question`, `host`, `speed`, `show`: the commands that query or change a served world. */
import { FaultRefused } from '../world/faults.ts';
import { addHost, moveHost } from '../world/hosts.ts';
import { Refusal } from '../world/refusal.ts';
import type { WallTime } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { brokenNow, faultNamed, faultTable } from './faultTable.ts';
import { completed, question } from './question.ts';

/**
 * `authorityKey` is the key of the machine store's authority; the world itself reads no files.
 * @returns the output
 * @throws FaultRefused, Refusal
 */
export function control(world: World, time: WallTime, words: readonly string[], authorityKey: string): string {
  const [verb = 'help', name = '', ...rest] = words;
  switch (verb) {
    case 'fault':
      return strike(world, name, rest, authorityKey);
    case 'mend':
      return mend(world, name, rest, authorityKey);
    case 'question':
      return `${JSON.stringify(question(world, words.slice(1)) ?? null)}\n`;
    case 'host': {
      const [version] = rest;
      const host = addHost(world, { hostname: name || 'host', ...(version === undefined ? {} : { version }) });
      return `${JSON.stringify({ hostname: host.hostname, address: host.address, sshPort: host.ports.ssh })}\n`;
    }
    case 'move': {
      const host = world.state.hosts.find(({ hostname }) => hostname === name);
      if (!host) throw new FaultRefused(`no host ${name}`);
      moveHost(world, host);
      return `${host.address}\n`;
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

function strike(world: World, name: string, told: readonly string[], authorityKey: string): string {
  const fault = faultNamed(name);
  const [, ...words] = completed(world, [name, ...told]);
  fault.strike(world, withKey(name, words, authorityKey));
  return `${words.join(' ').replace('*', 'every machine')}: ${fault.shows}.\n`;
}

function mend(world: World, name: string, words: readonly string[], authorityKey: string): string {
  if (name !== 'all') {
    faultNamed(name).mend(world, withKey(name, words, authorityKey));
    return 'Fixed.\n';
  }
  // One fault can block the fix of another: an engine does not start while its disk is full.
  const left: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    left.length = 0;
    for (const {
      words: [each = '', ...told],
    } of brokenNow(world))
      try {
        mend(world, each, told, authorityKey);
      } catch (error) {
        if (!(error instanceof FaultRefused) && !(error instanceof Refusal)) throw error;
        left.push(error.message);
      }
  }
  if (left.length > 0) throw new FaultRefused(left.join('\n'));
  return 'All faults are fixed.\n';
}

const withKey = (name: string, words: readonly string[], authorityKey: string): readonly string[] =>
  name === 'expire-certificate' ? [...words.slice(0, 1), authorityKey] : words;

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
  const lines = Object.entries(faultTable).map(
    ([name, { takes, tells }]) => `  ${`${name} ${takes}`.padEnd(36)}${tells}`,
  );
  return [
    'simulator fault NAME …                words that are left out are the first that can be chosen',
    'simulator mend NAME …',
    ...lines,
    'simulator mend all                    whatever is broken',
    'simulator question fault|mend WORD …  what must be told behind these words, as JSON',
    'simulator host NAME [VERSION]         one more computer for the generic driver',
    'simulator move HOST                   while it is off: it comes back at another address',
    'simulator speed FACTOR                how many times as fast as the real tools',
    'simulator show                        the world in a few lines',
    '',
  ].join('\n');
}
