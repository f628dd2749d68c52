/** Pools the clients of all engines and classic managers: one each, created on first use and kept as long as its machine. */
import { limit } from '../base/async.ts';
import { Emitter } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Machine } from '../model/machine.ts';
import type { EnginePool, FullDisk } from './doors.ts';
import { SecureContexts } from './engineCertificates.ts';
import { EngineClient } from './engineClient.ts';
import { EngineEndpoint, type Role } from './engineEndpoint.ts';

/**
 * Limits queries and streams started at once across all endpoints, because each handshake takes some milliseconds of CPU. After
 * `patience`, a query no longer counts, so that silent endpoints do not block the others.
 */
const begunAtOnce = 8;
const patience: Milliseconds = 60;

export interface EnginePoolOptions {
  /** Deadline of a query. */
  readonly probeTimeout: () => Milliseconds;
  readonly log: Log;
}

export interface KeptEngines extends EnginePool {
  /** Removes the clients of all other machines from the pool. Existing references stay valid. */
  keepOnly(machines: readonly Machine[]): void;
}

/** Connections are opened on first use and kept as long as their machine exists. */
export function createEnginePool({ probeTimeout, log }: EnginePoolOptions): KeptEngines {
  let isOver = false;
  const doors = new Map<string, EngineClient>();
  const fullDisks = new Emitter<FullDisk>((error) => {
    log.error('Telling of a full disk failed', error);
  });
  const shared = {
    fullDisks,
    beginnings: limit(begunAtOnce, patience),
    contexts: new SecureContexts(),
    log,
  };

  const door = (machine: Machine, role: Role): EngineClient => {
    const id = doorId(machine, role);
    const known = doors.get(id);
    if (known) return known;
    const endpoint = new EngineEndpoint(machine, portOf(machine, role), role, { probeTimeout, ...shared });
    const made = new EngineClient(endpoint, log);
    // After disposal, return clients whose calls are cancelled.
    if (isOver) made.dispose();
    else doors.set(id, made);
    return made;
  };

  return {
    engine: (machine) => door(machine, 'engine'),
    manager: (machine) => door(machine, 'manager'),
    onFullDisk: fullDisks.event,
    keepOnly: (machines) => {
      const kept = new Set(machines.flatMap((machine) => [doorId(machine, 'engine'), doorId(machine, 'manager')]));
      for (const [id, each] of doors) {
        if (kept.has(id)) continue;
        doors.delete(id);
        each.dropKept();
      }
    },
    dispose: () => {
      isOver = true;
      for (const each of doors.values()) each.dispose();
      doors.clear();
      fullDisks.dispose();
    },
  };
}

const portOf = (machine: Machine, role: Role): number =>
  role === 'engine' ? machine.enginePort : (machine.swarm?.managerPort ?? 3376);

/** Everything that a client's connections depend on. */
function doorId(machine: Machine, role: Role): string {
  const { authority, certificate, key } = machine.certificates;
  return [role, machine.name, machine.address, portOf(machine, role), authority, certificate, key].join('\n');
}
