/** Containers' logs, each in an output channel of its own that goes on with the container. */
import { window, type OutputChannel } from 'vscode';
import { sleep } from '../../base/async.ts';
import type { Disposable } from '../../base/lifetime.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ContainerPlace, ContainerService } from '../../service/actions.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { sentence } from '../explain/explanation.ts';
import { t } from '../localise.ts';

/** Of a long log the end is what somebody looks for. */
const lastLines = 500;
/** A container may write faster than anybody reads: each stretch is shown before the next is fetched. */
const between = 50;

interface Shown {
  readonly channel: OutputChannel;
  /** Undefined: it has ended. */
  following: AbortController | undefined;
}

export class ContainerLogs implements Disposable {
  readonly #containers: () => ContainerService;
  readonly #onError: (error: unknown) => void;
  readonly #shown = new Map<string, Shown>();

  constructor(containers: () => ContainerService, onError: (error: unknown) => void) {
    this.#containers = containers;
    this.#onError = onError;
  }

  /** Opens the log, and follows it from here on unless that is done already. Gives why it cannot be read, if that shows at once. */
  async show(place: ContainerPlace): Promise<Outcome<void>> {
    const { machine, container } = place;
    const key = `${machine}\n${container}`;
    const known = this.#shown.get(key);
    if (known?.following) {
      known.channel.show(true);
      return { ok: true, value: undefined };
    }
    const channel = known?.channel ?? window.createOutputChannel(`${container} (${machine})`, 'log');
    const shown: Shown = { channel, following: new AbortController() };
    this.#shown.set(key, shown);
    const begun = Promise.withResolvers<Outcome<void>>();
    channel.clear();
    this.#follow(place, shown, begun.resolve)
      .catch(this.#onError)
      .finally(() => {
        shown.following = undefined;
      });
    const first = await begun.promise;
    if (first.ok) channel.show(true);
    else {
      this.#shown.delete(key);
      channel.dispose();
    }
    return first;
  }

  dispose(): void {
    for (const { channel, following } of this.#shown.values()) {
      following?.abort();
      channel.dispose();
    }
    this.#shown.clear();
  }

  /** `begin` is told when there is something to show, or why there is not. */
  async #follow(
    place: ContainerPlace,
    { channel, following }: Shown,
    begin: (outcome: Outcome<void>) => void,
  ): Promise<void> {
    const { signal } = following ?? new AbortController();
    let isBegun = false;
    const show = (): void => {
      isBegun = true;
      begin({ ok: true, value: undefined });
    };
    // One that says nothing is shown all the same: that it is silent is an answer, too.
    const patience = setTimeout(show, 1000);
    const ended = await this.#containers().followLog(place, lastLines, {
      signal,
      onText: async (text) => {
        channel.append(text);
        show();
        await sleep(between, signal);
      },
    });
    clearTimeout(patience);
    if (signal.aborted) return;
    if (!ended.ok && !isBegun) {
      begin(ended);
      return;
    }
    show();
    const words = ended.ok ? t('{0} has ended.', place.container) : sentence(explainFailure(ended.error, t));
    channel.appendLine(`\n— ${words}`);
  }
}
