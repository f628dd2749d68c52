/** Names of service containers. Docker's name has service, slot and task: "web.1.tpfbdz7d29ht9g29309oodlcw". */

/** A global service has a node's ID in place of the slot. */
const taskForm = /^(.+)\.(\d+|[a-z0-9]{25})\.[a-z0-9]{25}$/;

/** "web.1" for a container whose labels name its task; otherwise its own name. */
export function containerLabel({
  name,
  labels,
}: {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}): string {
  const isTask = labels['com.docker.swarm.service.name'] !== undefined && labels['com.docker.swarm.task.name'] === name;
  return isTask ? endpointLabel(name) : name;
}

/** Like `containerLabel`, from the name alone: managers report nothing else about a network's endpoints. */
export function endpointLabel(name: string): string {
  const [, service, place] = taskForm.exec(name) ?? [];
  return service === undefined || place === undefined ? name : `${service}.${place.slice(0, 12)}`;
}
