/** Contents of a terminal that follows a service's log. */
import { EventEmitter } from 'vscode';
import { sleep } from '../../base/async.ts';
import type { Log } from '../../base/log.ts';
import { seconds } from '../../base/units.ts';
import type { Current } from '../current.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { t } from '../localise.ts';
import { quiet } from './containerLogs.ts';
import type { FollowedLog } from './serviceLogs.ts';
import { note, terminalLine } from './terminalText.ts';

/** Delay before following again after the services were rebuilt. */
const again = seconds(1);

/** Output within this time is drawn together: the window cannot draw thousands of single lines. In milliseconds. */
const gathering = 50;
const mostGathered = 2000;

/** Ctrl+C stops it and keeps the output; closing the terminal ends it. */
export class LogTerminal implements FollowedLog {
  readonly #current: Pick<Current, 'swarms'>;
  readonly #cluster: string;
  readonly #service: string;
  readonly #log: Log;
  readonly #writing = new EventEmitter<string>();
  readonly #stop = new AbortController();
  #gathered: string[] = [];
  #leftOut = 0;
  #drawing: NodeJS.Timeout | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #lastAt: string | undefined;
  #isOver = false;

  constructor(current: Pick<Current, 'swarms'>, cluster: string, service: string, log: Log) {
    this.#current = current;
    this.#cluster = cluster;
    this.#service = service;
    this.#log = log;
  }

  readonly onDidWrite = this.#writing.event;

  get isFollowing(): boolean {
    return !this.#isOver;
  }

  open(): void {
    this.#note(t('Following {0} of {1}; Ctrl+C stops', this.#service, this.#cluster));
    this.#follow().catch((error: unknown) => {
      this.#log.error('following a log', error);
      this.#note(t('Internal error; see the Docker Overlay log'));
    });
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.#stop.abort();
    else if (data === '\r') this.#write('\r\n');
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#drawing);
    this.#writing.dispose();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      const followed = await this.#current.swarms.followLog(
        this.#cluster,
        this.#service,
        {
          onLine: (line) => {
            clearTimeout(this.#waiting);
            if (line.at > (this.#lastAt ?? '')) this.#lastAt = line.at;
            this.#write(terminalLine(line));
          },
          onConnected: (machine) => {
            this.#note(t('Connected to the manager {0}', machine));
            clearTimeout(this.#waiting);
            // On a reconnect there is already output.
            if (this.#lastAt !== undefined) return;
            this.#waiting = setTimeout(() => {
              this.#note(t('No output from {0} yet', this.#service));
            }, quiet);
          },
          onLost: (failure) => {
            clearTimeout(this.#waiting);
            this.#note(t('Connection lost, retrying: {0}', explainFailure(failure, t).what));
          },
        },
        { signal, since: this.#lastAt },
      );
      if (!followed.ok && followed.error.kind === 'cancelled') {
        await sleep(again, signal);
        continue;
      }
      if (!followed.ok) this.#note(explainFailure(followed.error, t).what);
      else if (!isStopped()) this.#note(t('The service {0} no longer exists', this.#service));
      break;
    }
    this.#isOver = true;
    clearTimeout(this.#waiting);
    this.#note(t('No longer following; you can close this terminal'));
  }

  #note(text: string): void {
    this.#write(note(text));
  }

  #write(text: string): void {
    if (this.#gathered.length < mostGathered) this.#gathered.push(text);
    else this.#leftOut += 1;
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      const all = this.#gathered.join('') + (this.#leftOut > 0 ? note(t('{0} lines omitted', this.#leftOut)) : '');
      this.#gathered = [];
      this.#leftOut = 0;
      this.#writing.fire(all);
    }, gathering);
  }
}
