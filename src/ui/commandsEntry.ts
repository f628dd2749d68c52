/** Bundle: what commands do; loaded with the first command, or to report runs that were cut off. */
export { runCommand } from './commands/runCommand.ts';
export { tellUnfinishedRuns } from './runs/unfinishedRuns.ts';
export { doAction } from './tell.ts';
