/** Bundle: what helps to write cluster files, and what is seldom asked for; loaded at its first use. */
export { createClusterFileEditor } from './editor/clusterFileEditor.ts';
export { openPlan, showPlan } from './runs/openPlan.ts';
export { openIssueReport } from './report/openIssueReport.ts';
export { writeClusterFile } from './wizard/writeClusterFile.ts';
