/** Container logs, each in an output channel that follows the container. */
import { sleep } from '../../base/async.ts';
import type { Disposable } from '../../base/lifetime.ts';
import { err, ok } from '../../base/result.ts';
import { seconds } from '../../base/units.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import type { ContainerPlace, ContainerService } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { window, type ShownChannel } from '../surface/window.ts';

/** Lines to load of a long log: its end matters most. */
const lastLines = 500;
/** Pause after each chunk, in milliseconds: a container may write faster than the user can read. */
const between = 50;
const longestSilence = 1000;
/** Delay before "no output yet" is shown. */
export const quiet = seconds(3);

interface Shown {
  readonly channel: ShownChannel;
  /** Undefined if it has ended. */
  following: AbortController | undefined;
}

export class ContainerLogs implements Disposable {
  readonly #containers: () => ContainerService;
  readonly #explain: (failure: Failure) => Promise<string>;
  readonly #onError: (error: unknown) => void;
  readonly #shown = new Map<string, Shown>();

  /** `containers` is called each time: services change with the settings. `explain` gives words for a failure. */
  constructor(
    containers: () => ContainerService,
    explain: (failure: Failure) => Promise<string>,
    onError: (error: unknown) => void,
  ) {
    this.#containers = containers;
    this.#explain = explain;
    this.#onError = onError;
  }

  /** Opens the log and follows it, unless it is already followed. Returns why it cannot be read if that is known at once. */
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

  /** Resolves when there is something to show, with the reason if there is nothing. Continues until the log ends. */
  #follow(place: ContainerPlace, shown: Shown): Promise<Failure | undefined> {
    const { channel, following } = shown;
    const signal = following?.signal ?? AbortSignal.abort();
    return new Promise((begin) => {
      // Shows an empty log too: that is an answer.
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
        // Only the first call has an effect.
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
