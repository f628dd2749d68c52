// A world of machines in memory: plans are carried out on it, and a picture is taken of it. No calls, no time.
import { inOrder } from '../../../src/base/graph.ts';
import type { Action, Plan, Step } from '../../../src/model/plan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { carryOut } from './modelActions.ts';
import { pictureOf } from './modelPicture.ts';
import { newSwarms, type Membership } from './modelSwarms.ts';
import type { Host, ModelState } from './modelState.ts';

export interface ModelWorld extends ModelState {
  apply(action: Action): void;
  run(plan: Plan): void;
  snapshot(): Snapshot;
}

export function newWorld(): ModelWorld {
  const world: ModelWorld = {
    hosts: new Map(),
    remains: new Map(),
    stillIn: new Map(),
    swarms: newSwarms((place) => livesIn(world, place)),
    asksManagers: true,
    asleep: new Set(),
    networks: [],
    authority: false,
    version: '19.03.12',
    lastAddress: 100,
    apply: (action) => {
      carryOut(world, action);
    },
    run: (plan) => {
      for (const { action } of ordered(plan)) carryOut(world, action);
    },
    snapshot: () => pictureOf(world),
  };
  return world;
}

/** The steps in the order they run. */
export function ordered(plan: Plan): readonly Step[] {
  const steps = inOrder(plan.steps);
  if (!steps) throw new Error('a plan with a circle, or with a step after one that is not there');
  return steps;
}

/** Whether the engine that has this place in a swarm is there to keep it. */
function livesIn(world: ModelState, { swarm, node }: Membership): boolean {
  const isIt = (each: Membership | undefined): boolean => each?.swarm === swarm && each.node === node;
  // A host does not mind what became of its machine's record.
  const runs = ({ power, silent }: Host): boolean => power === 'running' && !silent;
  return (
    [...world.hosts.values()].some((each) => runs(each) && isIt(each.swarm)) || [...world.stillIn.values()].some(isIt)
  );
}
