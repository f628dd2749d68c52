/** Replaces a container with one that has another command. Keeps the old container until the new one runs, and restores it on failure. */
import { err, ok } from '../base/result.ts';
import { seconds } from '../base/units.ts';
import type { CallOptions, ContainerSetup, EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';

/** Not cancellable: completes a change that has begun. */
const follow: CallOptions = { deadline: seconds(30) };

export interface Recreated {
  /** The new container's ID. */
  readonly id: string;
  /** Name of the old container if it could not be removed; undefined if it was. */
  readonly left: string | undefined;
}

/** `setup`: the current container; `command`: the new one's. `containerNotRestored`: neither of the two runs under its name. */
export async function recreateContainer(
  engine: EngineDoor,
  machine: string,
  { setup, command }: { readonly setup: ContainerSetup; readonly command: readonly string[] },
  call: CallOptions,
): Promise<Outcome<Recreated>> {
  const { id, name } = setup;
  if (call.signal?.aborted) return err({ kind: 'cancelled', what: name });
  const kept = `${name}-${id.slice(0, 12)}`;
  const made = await replaced();
  if (!made.ok)
    return (await restored(made.error.created)) ? err(made.error.cause) : err(notRestored(made.error.cause));
  const removed = await engine.removeContainer(id, follow);
  return ok({ id: made.value, left: removed.ok ? undefined : kept });

  /** Runs the steps up to a running new container. `created`: its ID if it may exist. */
  async function replaced(): Promise<
    { ok: true; value: string } | { ok: false; error: { cause: Failure; created: string | undefined } }
  > {
    const renamed = await engine.renameContainer(id, kept, call);
    if (!renamed.ok) return err({ cause: renamed.error, created: undefined });
    const created = await engine.createContainer({ ...setup, command }, call);
    if (!created.ok) return err({ cause: created.error, created: await madeAllTheSame(created.error) });
    // A manager's port is free only after the old container has stopped.
    const stopped = await engine.stopContainer(id, call);
    if (!stopped.ok) return err({ cause: stopped.error, created: created.value });
    const started = await engine.startContainer(created.value, call);
    return started.ok ? created : err({ cause: started.error, created: created.value });
  }

  /** A refusing engine has created nothing; one that timed out may have. */
  async function madeAllTheSame(cause: Failure): Promise<string | undefined> {
    if (cause.kind === 'engineError') return undefined;
    const listed = await engine.containers(follow);
    return listed.ok ? listed.value.find((each) => each.name === name && each.id !== id)?.id : undefined;
  }

  async function restored(created: string | undefined): Promise<boolean> {
    if (created !== undefined) await engine.removeContainer(created, follow);
    await engine.renameContainer(id, name, follow);
    if (setup.isRunning) await engine.startContainer(id, follow);
    const now = await engine.containerSetup(id, follow);
    return now.ok && now.value.name === name && now.value.isRunning === setup.isRunning;
  }

  function notRestored(cause: Failure): Failure {
    return { kind: 'containerNotRestored', machine, container: name, kept, cause };
  }
}
