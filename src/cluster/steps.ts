/** Collects the steps of a plan in display order. */
import type { Action, Cause, Step } from '../model/plan.ts';

/** IDs of steps. */
export type Ids = readonly string[];

export interface Steps {
  readonly all: readonly Step[];
  /** Adds a step and returns its ID. */
  add(id: string, action: Action, cause: Cause['kind'], after: Ids, more?: Partial<Step>): string;
}

export function newSteps(): Steps {
  const all: Step[] = [];
  return {
    all,
    add: (id, action, cause, after, more = {}) => {
      all.push({ id, action, cause: { kind: cause }, after, undo: undefined, mayFail: false, ...more });
      return id;
    },
  };
}
