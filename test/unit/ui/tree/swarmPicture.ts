// Swarms for tests of the tree: the one in which everything is found that a row can tell of, and its rows by their ids.
import type { Snapshot } from '../../../../src/model/snapshot.ts';
import type { Row } from '../../../../src/ui/tree/row.ts';
import { contextValue } from '../../../../src/ui/tree/rowContext.ts';
import { snapshot } from '../../samples.ts';
import { richAnswers, swarmWorld, viewOf, type Answers, type SwarmWorld } from '../../swarmSamples.ts';
import { allRows } from './drawn.ts';

export const picture = ({ machines, cluster }: SwarmWorld): Snapshot => snapshot(machines, [cluster]);
export const rich = (change: Partial<Answers> = {}): SwarmWorld =>
  swarmWorld(viewOf({ ...richAnswers(), ...change }), ['m1', 'm2', 'm3', 'm4', 'm5']);
export const rowOf = (world: SwarmWorld, id: string): Row => {
  const row = allRows(picture(world)).find((each) => each.id === `cluster/cloud/${id}`);
  if (!row) throw new Error(`no row ${id}`);
  return row;
};
export const contextOf = (world: SwarmWorld, id: string): string => contextValue(rowOf(world, id).context);
