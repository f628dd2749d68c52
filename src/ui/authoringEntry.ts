/** Bundle: the cluster file editor and rarely used commands; loaded on first use. */
export { createClusterFileEditor } from './editor/clusterFileEditor.ts';
export { openPlan, showPlan } from './runs/openPlan.ts';
export { openIssueReport } from './report/openIssueReport.ts';
export { writeClusterFile } from './wizard/writeClusterFile.ts';
