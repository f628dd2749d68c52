// All targets, dealt out to two threads.
import { Supervisor, type Job, type Ran } from './supervisor.ts';
import { targetNamed, targetNames } from './targets/index.ts';

/** How many cases of `total` each target gets, the longest work first. */
export function shares(total: number): readonly { readonly target: string; readonly cases: number }[] {
  const weights = targetNames.map((name) => ({ name, weight: targetNamed(name).weight }));
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  return weights.map(({ name, weight }) => ({ target: name, cases: Math.ceil((total * weight) / sum) }));
}

/** Runs the jobs in their order, two at a time; tells of each as it ends. */
export async function runJobs(jobs: readonly Job[], onRan: (ran: Ran) => void): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    const supervisor = new Supervisor();
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) onRan(await supervisor.run(job));
    await supervisor.close();
  };
  await Promise.all([work(), work()]);
}
