/** Bundle: how snapshots and failures are shown; loaded before the services create the first snapshot. */
export { explainFailure } from './explain/explainFailure.ts';
export { explainProblem } from './explain/explainProblem.ts';
export { sentence } from './explain/explanation.ts';
export { badge } from './health/badge.ts';
export { createHealthNotices } from './health/healthNotices.ts';
export { createStatusBar } from './health/statusBar.ts';
export { containersTalk, isClusterWell } from './stepsTaken.ts';
export { clusterNodes } from './tree/clusterNodes.ts';
export { filterNodes } from './tree/filterNodes.ts';
