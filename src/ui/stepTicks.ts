/**
 * Ticks off steps of the walkthrough. VS Code takes a context key that is true when it first looks at a walkthrough, which is when
 * one is opened, for one that has been told before, and never ticks its step off: so the keys are true for a moment only, each
 * time that one may just have been opened.
 */
import { commands } from 'vscode';
import { sleep } from '../base/async.ts';
import type { Disposable } from '../base/lifetime.ts';
import { seconds } from '../base/units.ts';
import { window } from './surface/window.ts';

/** It is looked at soon after its tab is there, or five seconds later. */
const lookedAt = [seconds(1), seconds(6)];

export class StepTicks implements Disposable {
  readonly #taken = new Set<string>();
  readonly #over = new AbortController();
  readonly #listening: Disposable;

  constructor() {
    // Of VS Code's own pages it only tells that they are none of the known kinds.
    this.#listening = window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      if ([...opened, ...changed].some(({ isActive, input }) => isActive && input === undefined))
        void this.#tellAgain();
    });
  }

  /** What is taken once stays so: steps are not taken back. */
  take(step: string, isTaken: boolean): void {
    if (!isTaken || this.#taken.has(step)) return;
    this.#taken.add(step);
    void tell(step);
  }

  dispose(): void {
    this.#over.abort();
    this.#listening.dispose();
  }

  async #tellAgain(): Promise<void> {
    for (const time of lookedAt) {
      await sleep(time, this.#over.signal);
      if (this.#over.signal.aborted) return;
      for (const step of this.#taken) await tell(step);
    }
  }
}

async function tell(step: string): Promise<void> {
  const key = `dockerOverlay.taken.${step}`;
  await commands.executeCommand('setContext', key, true);
  await commands.executeCommand('setContext', key, false);
}
