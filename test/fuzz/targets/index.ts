// Everything that is fuzzed, by name.
import type { Target } from '../target.ts';
import { clusterFiles } from './clusterFiles.ts';
import { doors } from './doors.ts';
import { engines } from './engines.ts';
import { pictures } from './pictures.ts';
import { planted } from './planted.ts';
import { storeTargets } from './stores.ts';
import { textTargets } from './texts.ts';
import { answers, complaints, redaction } from './tool.ts';

const targets: readonly Target[] = [
  pictures,
  ...clusterFiles,
  answers,
  complaints,
  redaction,
  ...engines,
  ...storeTargets,
  ...textTargets,
  doors,
];

export const targetNames: readonly string[] = targets.map(({ name }) => name);

/** One of `targetNames`, or one with a planted fault. */
export function targetNamed(name: string): Target {
  const found = [...targets, ...planted].find((each) => each.name === name);
  if (!found) throw new Error(`no target ${name}; there are ${targetNames.join(', ')}`);
  return found;
}
