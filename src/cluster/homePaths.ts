/**
 * Expands `~/…` in driver options as a shell would: no shell is involved here, so paths are expanded before they are checked or planned.
 */
import { homedir } from 'node:os';
import { expandHome } from '../base/hostPath.ts';
import type { OptionValue } from '../model/plan.ts';
import type { ClusterSpec, MachineSpec } from '../model/spec.ts';

export function withHomePaths(spec: ClusterSpec): ClusterSpec {
  const { keyValueStore: store } = spec;
  return {
    ...spec,
    keyValueStore:
      store?.at.kind === 'machine' ? { ...store, at: { ...store.at, machine: whole(store.at.machine) } } : store,
    managers: spec.managers.map(whole),
    nodes: spec.nodes.map(whole),
  };
}

function whole(machine: MachineSpec): MachineSpec {
  const options = Object.entries(machine.driver.options).map(([option, value]) => [option, wholeValue(value)] as const);
  return { ...machine, driver: { ...machine.driver, options: Object.fromEntries(options) } };
}

function wholeValue(value: OptionValue): OptionValue {
  if (typeof value === 'string') return expandHome(value, homedir());
  return typeof value === 'object' ? value.map((each) => expandHome(each, homedir())) : value;
}
