// What a plan is made from beside the picture: the spec of a file, and what a preflight found, which is nothing.
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { defaultImages } from '../../../src/model/images.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';

export const facts: PlanningFacts = {
  images: defaultImages,
  unknownDrivers: new Map(),
  isVBoxManageMissing: false,
  variables: new Map(),
  unreachable: new Map(),
  missingKeys: new Map(),
  store: undefined,
  unfinished: new Set(),
  introductions: new Map(['swarm-manager', 'swarm-node1', 'swarm-node2'].map((name) => [name, 'done'])),
};

/** The spec of a good file. */
export async function specOf(text: string): Promise<ClusterSpec> {
  const { spec, problems } = await readClusterFile(text);
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec;
}
