/** Bundle: command implementations; loaded with the first command, or to report interrupted runs. */
export { runCommand } from './commands/runCommand.ts';
export { tellUnfinishedRuns } from './runs/unfinishedRuns.ts';
export { doAction } from './tell.ts';
