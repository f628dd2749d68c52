/** Containers' logs, each in an output channel of its own that goes on with the container. */
import { sleep } from '../../base/async.ts';
import type { Disposable } from '../../base/lifetime.ts';
import { err, ok } from '../../base/result.ts';
import { seconds } from '../../base/units.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import type { ContainerPlace, ContainerService } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { window, type ShownChannel } from '../surface/window.ts';

/** Of a long log the end is what somebody looks for. */
const lastLines = 500;
/** A container may write faster than anybody reads: each stretch is shown before the next is fetched. */
const between = 50;
const longestSilence = 1000;
/** After this a log without a line is said to be empty so far. */
export const quiet = seconds(3);

interface Shown {
  readonly channel: ShownChannel;
  /** Undefined: it has ended. */
  following: AbortController | undefined;
}

export class ContainerLogs implements Disposable {
  readonly #containers: () => ContainerService;
  readonly #explain: (failure: Failure) => Promise<string>;
  readonly #onError: (error: unknown) => void;
  readonly #shown = new Map<string, Shown>();

  /** `containers` is asked anew each time: services come and go with the settings. `explain` finds the words for a failure. */
  constructor(
    containers: () => ContainerService,
    explain: (failure: Failure) => Promise<string>,
    onError: (error: unknown) => void,
  ) {
    this.#containers = containers;
    this.#explain = explain;
    this.#onError = onError;
  }

  /** Opens the log, and follows it from here on unless that is done already. Gives why it cannot be read, if that shows at once. */
  async show(place: ContainerPlace): Promise<Outcome<void>> {
    const { machine, container } = place;
    const key = `${machine}\n${container}`;
    const known = this.#shown.get(key);
    if (known?.following) {
      known.channel.show(true);
      return ok(undefined);
    }
    const channel = known?.channel ?? window.createOutputChannel(`${container} (${machine})`, 'log');
    channel.clear();
    const shown: Shown = { channel, following: new AbortController() };
    this.#shown.set(key, shown);
    const refused = await this.#follow(place, shown);
    if (!refused) {
      channel.show(true);
      return ok(undefined);
    }
    this.#shown.delete(key);
    channel.dispose();
    return err(refused);
  }

  dispose(): void {
    for (const { channel, following } of this.#shown.values()) {
      following?.abort();
      channel.dispose();
    }
    this.#shown.clear();
  }

  /** Resolves when there is something to show, with why there is nothing; goes on until the log ends. */
  #follow(place: ContainerPlace, shown: Shown): Promise<Failure | undefined> {
    const { channel, following } = shown;
    const signal = following?.signal ?? AbortSignal.abort();
    return new Promise((begin) => {
      // A log that says nothing is shown all the same: that, too, is an answer.
      const patience = setTimeout(() => {
        begin(undefined);
      }, longestSilence);
      let nothing: ReturnType<typeof setTimeout> | undefined;
      const onOpened = (): void => {
        nothing = setTimeout(() => {
          if (!signal.aborted) channel.appendLine(`— ${t('No output from {0} yet', place.container)}`);
        }, quiet);
      };
      const onText = async (text: string): Promise<void> => {
        clearTimeout(nothing);
        channel.append(text);
        begin(undefined);
        await sleep(between, signal);
      };
      const end = async (ended: Outcome<void>): Promise<void> => {
        // Only the first of these is heard.
        begin(ended.ok ? undefined : ended.error);
        const words = ended.ok ? t('{0} has exited.', place.container) : await this.#explain(ended.error);
        if (!signal.aborted) channel.appendLine(`\n— ${words}`);
      };
      this.#containers()
        .followLog(place, lastLines, { signal, onOpened, onText })
        .then(end)
        .catch(this.#onError)
        .finally(() => {
          clearTimeout(patience);
          clearTimeout(nothing);
          shown.following = undefined;
          begin(undefined);
        });
    });
  }
}
