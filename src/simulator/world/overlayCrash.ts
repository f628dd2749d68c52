/**
 * The crash of engines with a ZooKeeper store: everything works until the first container joins an overlay network, which crashes
 * the engine (a nil pointer in libnetwork's endpointCnt.Key, 20.10.5 and 20.10.24).
 */
import type { Host, Network } from './nouns.ts';
import { engineFlag, type World } from './world.ts';

/** Thrown through the current request: its connection breaks without an answer. */
export class EngineCrash extends Error {
  readonly hostId: string;

  constructor(hostId: string) {
    super('panic: runtime error: invalid memory address or nil pointer dereference');
    this.hostId = hostId;
  }
}

export function engineFailsAt(_world: World, host: Host, network: Network): void {
  if (network.scope === 'global' && engineFlag(host, 'cluster-store')?.startsWith('zk:') === true)
    throw new EngineCrash(host.id);
}
