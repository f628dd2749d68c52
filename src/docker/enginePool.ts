/** Doors to the engines and classic managers of all machines: one each, made when it is first asked for and kept as long as its machine. */
import { limit } from '../base/async.ts';
import { Emitter } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Machine } from '../model/machine.ts';
import type { EnginePool, FullDisk } from './doors.ts';
import { SecureContexts } from './engineCertificates.ts';
import { EngineClient, type Role } from './engineClient.ts';

/**
 * Questions and streams begun at once over all endpoints, as each handshake keeps this computer busy for some milliseconds; one that
 * waits longer than `patience` no longer counts: the silent starve nobody.
 */
const begunAtOnce = 8;
const patience: Milliseconds = 60;

export interface EnginePoolOptions {
  /** Deadline of a question. */
  readonly probeTimeout: () => Milliseconds;
  readonly log: Log;
}

export interface KeptEngines extends EnginePool {
  /** Forgets the doors of all other machines. Who still holds one may go on with it: there is only no other that is given the same. */
  keepOnly(machines: readonly Machine[]): void;
}

/** Connections are made when first needed and kept as long as their machine is. */
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
    const made = new EngineClient(machine, portOf(machine, role), role, { probeTimeout, ...shared });
    // After its disposal the pool gives doors that only cancel.
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

/** All that its connections depend on. */
function doorId(machine: Machine, role: Role): string {
  const { authority, certificate, key } = machine.certificates;
  return [role, machine.name, machine.address, portOf(machine, role), authority, certificate, key].join('\n');
}
