/** What is seen of a picture and said of failures: a bundle of its own, loaded before the services make the first picture. */
export { explainFailure } from './explain/explainFailure.ts';
export { explainProblem } from './explain/explainProblem.ts';
export { sentence } from './explain/explanation.ts';
export { badge } from './health/badge.ts';
export { createHealthNotices } from './health/healthNotices.ts';
export { createStatusBar } from './health/statusBar.ts';
export { containersTalk, isClusterWell } from './stepsTaken.ts';
export { clusterNodes } from './tree/clusterNodes.ts';
export { filterNodes } from './tree/filterNodes.ts';
