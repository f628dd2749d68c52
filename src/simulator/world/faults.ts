/** What can go wrong in the world, as data: each fault has a name, what it is done to, and how it is mended. */
import { boot, cutPower, freezeEngine, restartEngine, startEngine, stopEngine, thawEngine } from './engineLife.ts';
import { killContainer, startContainer } from './containers.ts';
import { beginProgram } from './containerProgram.ts';
import { hexId } from './ids.ts';
import { macOf, freeAddress } from './addresses.ts';
import { visibleNetworks } from './networks.ts';
import type { Container, Host } from './nouns.ts';
import { programOf } from './programs.ts';
import { findContainer, type World } from './world.ts';

/** What a fault is told: the machine's host, and words behind it. */
interface Told {
  readonly world: World;
  readonly host: Host;
  readonly words: readonly string[];
}

export interface Fault {
  /** What its words are, for the help. */
  readonly takes: string;
  readonly tells: string;
  readonly strike: (told: Told) => void;
  readonly mend: (told: Told) => void;
}

export class FaultRefused extends Error {}

export const faults: Readonly<Record<string, Fault>> = {
  freeze: {
    takes: 'MACHINE',
    tells: 'the engine takes connections and answers nobody',
    strike: ({ world, host }) => freezeEngine(world, host),
    mend: ({ world, host }) => thawEngine(world, host),
  },
  stop: {
    takes: 'MACHINE',
    tells: 'the engine is stopped',
    strike: ({ world, host }) => stopEngine(world, host),
    mend: ({ world, host }) => void startEngine(world, host),
  },
  restart: {
    takes: 'MACHINE',
    tells: 'the engine is started again',
    strike: ({ world, host }) => void restartEngine(world, host),
    mend: () => undefined,
  },
  unplug: {
    takes: 'MACHINE',
    tells: 'the network cable is pulled: nothing comes or goes',
    strike: ({ world, host }) => {
      host.cable = 'pulled';
      world.changed();
    },
    mend: ({ world, host }) => {
      host.cable = 'plugged';
      world.changed();
    },
  },
  'power-off': {
    takes: 'MACHINE',
    tells: 'the host loses its power',
    strike: ({ world, host }) => {
      host.isDark = true;
      cutPower(world, host);
    },
    mend: ({ world, host }) => boot(world, host),
  },
  'kill-container': {
    takes: 'MACHINE CONTAINER',
    tells: 'a container is killed',
    strike: ({ world, host, words }) => killContainer(world, host, containerOf(host, words[0]), '9'),
    mend: ({ world, host, words }) => start(world, host, containerOf(host, words[0])),
  },
  'kill-store': {
    takes: 'MACHINE',
    tells: 'the key-value store that runs there is killed',
    strike: ({ world, host }) => killContainer(world, host, storeOn(host), '9'),
    mend: ({ world, host }) => start(world, host, storeOn(host)),
  },
  'skew-clock': {
    takes: 'MACHINE SECONDS',
    tells: "the host's clock is so many seconds ahead",
    strike: ({ world, host, words }) => {
      const seconds = Number(words[0] ?? 3600);
      if (!Number.isFinite(seconds)) throw new FaultRefused(`no number of seconds: ${words[0] ?? ''}`);
      host.clockSkew = seconds * 1000;
      world.changed();
    },
    mend: ({ world, host }) => {
      host.clockSkew = 0;
      world.changed();
    },
  },
  'duplicate-id': {
    takes: 'MACHINE OTHER',
    tells: 'the engine has the id of another one, as in a clone of its disk',
    strike: ({ world, host, words }) => {
      const other = world.state.hosts.find(({ hostname }) => hostname === words[0]);
      if (!other) throw new FaultRefused(`no host ${words[0] ?? ''}`);
      host.engine.ownId ??= host.engine.id;
      host.engine.id = other.engine.id;
      restartEngine(world, host);
    },
    mend: ({ world, host }) => {
      host.engine.id = host.engine.ownId ?? host.engine.id;
      host.engine.ownId = undefined;
      restartEngine(world, host);
    },
  },
  'fill-disk': {
    takes: 'MACHINE',
    tells: 'the disk is full: nothing new can be written',
    strike: ({ world, host }) => {
      host.hasFullDisk = true;
      world.changed();
    },
    mend: ({ world, host }) => {
      host.hasFullDisk = false;
      world.changed();
    },
  },
  'ghost-endpoint': {
    takes: 'MACHINE NETWORK',
    tells: 'the network keeps the endpoint of a container that is not there any more',
    strike: ({ world, host, words }) => {
      const network = networkOf(world, host, words[0]);
      const used = new Set([network.gateway, ...network.attached.map(({ address }) => address)]);
      const address = freeAddress(network.subnet, used) ?? '';
      network.attached.push({
        endpointId: hexId(),
        containerId: hexId(),
        container: 'ghost',
        hostId: host.id,
        address,
        mac: macOf(address),
      });
      world.changed();
    },
    mend: ({ world, host, words }) => {
      const network = networkOf(world, host, words[0]);
      network.attached = network.attached.filter(({ container }) => container !== 'ghost');
      world.changed();
    },
  },
};

function containerOf(host: Host, name = ''): Container {
  const container = findContainer(host, name);
  if (!container) throw new FaultRefused(`no container ${name} on ${host.hostname}`);
  return container;
}

function storeOn(host: Host): Container {
  const container = host.engine.containers.find((each) => ['consul', 'etcd', 'zookeeper'].includes(programOf(each)));
  if (!container) throw new FaultRefused(`no key-value store on ${host.hostname}`);
  return container;
}

function networkOf(world: World, host: Host, name = ''): ReturnType<typeof visibleNetworks>[number] {
  const network = visibleNetworks(world, host).find((each) => each.name === name);
  if (!network) throw new FaultRefused(`no network ${name} on ${host.hostname}`);
  return network;
}

function start(world: World, host: Host, container: Container): void {
  if (startContainer(world, host, container)) void beginProgram(world, host, container);
}
