// Swarms that go: on machines that are destroyed and on hosts that live on; and their plans as a person reads them.
import type { Failure } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { renderPlan } from './renderPlan.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { specOf } from './planInputs.ts';
import { genericText } from './swarmClusters.ts';

export const machines = await specOf(`
name: demo
orchestration: swarm-mode
managers: [{ name: m1 }, { name: m2 }, { name: m3 }]
nodes: [{ name: w1 }, { name: w2 }]
networks: [{ name: my-net }]
`);
export const generic = await specOf(`${genericText}networks: [{ name: my-net }]`);
export const small: ClusterSpec = {
  ...generic,
  managers: generic.managers.slice(0, 1),
  nodes: generic.nodes.slice(0, 1),
};
export const stopped: Failure = { kind: 'engineRefused', address: 'x' };

export const read = (plan: Plan): string => `\n${renderPlan(plan)}\n`;
